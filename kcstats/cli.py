"""The command line: one verb a task, in the reader's language, nothing slow before it is needed.

Every command catches what people can mend, prints all of it, and leaves with 2; there is no traceback for a fault in
somebody's data. Heavy imports stand inside the commands, so that ``kcstats --help`` answers at once.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from kcstats.errors import Fault, InputError, KcstatsError
from kcstats.terms import Lang

Approval = Literal["draft", "review", "approved"]
FAULTY = 2
DIFFERENT = 1

_HELP: dict[str, tuple[str, str]] = {
    "app": ("妇女儿童发展规划监测评估：目标能否如期实现，哪些指标需要预警。",
            "How likely is each target of a Women's and Children's Development Plan; which need a warning."),
    "version": ("显示版本", "show the version"),
    "lang": ("语言：zh 中文，en 英文", "language: zh or en"),
    "catalog": ("列出规划的目标、策略措施和可测量指标。", "List a plan's goals, strategies and targets."),
    "plan": ("规划编号，可重复", "plan id, may be repeated"),
    "goals": ("列目标", "list goals"),
    "strategies": ("列策略措施", "list strategies"),
    "targets": ("列可测量指标（默认）", "list measurable targets (default)"),
    "plan_folder": ("自有规划所在文件夹", "folder with your own plans"),
    "check": ("检查数据包：列出全部错误和缺项。", "Check an input package: all faults, and the gaps."),
    "dir": ("数据包文件夹", "folder of the input package"),
    "evaluate": ("按参数文件评估，写出结果表。", "Evaluate by a params file and write the result tables."),
    "params": ("参数文件", "params file"),
    "out_dir": ("结果文件夹", "folder of the results"),
    "project": ("对任意序列推算目标的实现可能性。", "Attainment probability, any series and targets."),
    "series": ("序列表（CSV 或 Parquet）", "series table (CSV or Parquet)"),
    "target_table": ("目标表（CSV 或 Parquet）", "targets table (CSV or Parquet)"),
    "out_file": ("结果文件（CSV 或 Parquet）", "result file (CSV or Parquet)"),
    "reproduce": ("按记录重新计算一份报告，逐格核对结果表。", "Run a report again; compare every cell."),
    "report_dir": ("报告文件夹", "the report's folder"),
    "report": ("生成报告（网页、Word、PDF）。", "Make a report (web page, Word, PDF)."),
    "what": ("参数文件；前面加 all 生成全套报告，加样式名（如 annual）生成该样式",
             "params file; after `all` the full set, after a kind (such as annual) that kind"),
    "profiles": ("全套中包括指标档案", "indicator profiles too (with all)"),
    "jobs": ("同时生成几份（全套）", "reports made at the same time (with all)"),
    "to": ("格式，逗号分隔", "formats, comma separated"),
    "renderer": ("渲染器：auto | quarto | pandoc", "renderer: auto | quarto | pandoc"),
    "report_out": ("报告文件夹，默认 reports/参数文件名", "the report's folder; default reports/<params stem>"),
    "dashboard": ("生成一览网页：一个文件，可查找、筛选、逐项展开。",
                  "Make the dashboard: one web page to search, filter and open."),
    "dashboard_out": ("网页文件，默认 reports/参数文件名/dashboard.html",
                      "the page; default reports/<params stem>/dashboard.html"),
    "warn": ("列出预警指标，并生成一页预警通报。", "List early warnings and make the one-page bulletin."),
    "warn_out": ("输出文件夹，默认 reports/参数文件名-warning", "default reports/<params stem>-warning"),
    "backtest": ("检验推算方法：在真实序列上留出整个主题，看说得准不准，并生成检验报告。",
                 "Validate the projections on real series, whole topics left out, and report it."),
    "quick": ("小规模，一两分钟", "a small run, one or two minutes"),
    "publish": ("更新随软件发布的检验结果", "replace the published results"),
    "methods": ("生成方法报告和每种方法的说明笔记本。", "Make the methods report and each method's companion."),
    "approval": ("稿次：draft 草稿、review 送审、approved 审定", "state: draft, review or approved"),
    "methods_out": ("输出文件夹，默认 reports/methods", "default reports/methods"),
    "backtest_out": ("输出文件夹，默认 reports/validation", "default reports/validation"),
}  # fmt: skip


def spoken_language(arguments: list[str]) -> Lang:
    """Find the language of help and messages: ``--lang``, else ``KCSTATS_LANG``, else Chinese.

    Examples
    --------
    >>> spoken_language(["report", "x.yml", "--lang", "en"]), spoken_language(["check", "--lang=zh"])
    ('en', 'zh')
    """
    asked = os.environ.get("KCSTATS_LANG", "zh")
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked.lower().startswith("en") else "zh"


def main() -> None:
    """Run the command line."""
    lang = spoken_language(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # Windows consoles otherwise refuse Chinese
            reconfigure(encoding="utf-8", errors="replace")
    try:
        build(lang)()
    except InputError as error:
        _print_faults(error.faults, lang)
        raise SystemExit(FAULTY) from None
    except KcstatsError as error:
        typer.echo(("错误：" if lang == "zh" else "Error: ") + str(error), err=True)
        raise SystemExit(FAULTY) from None
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        said = "文件操作失败：" if lang == "zh" else "A file operation failed: "
        typer.echo(f"{said}{error.strerror or error}{where}", err=True)
        raise SystemExit(FAULTY) from None


def _print_faults(faults: tuple[Fault, ...], lang: Lang) -> None:
    zh = lang == "zh"
    head = f"共发现 {len(faults)} 处错误，未写出任何结果：" if zh else f"{len(faults)} faults found, nothing written:"
    typer.echo(head, err=True)
    labels = ("发现", "应为", "改法") if zh else ("found", "expected", "mend")
    for number, fault in enumerate(faults, 1):
        kind = f" ({fault.code})" if fault.code else ""
        typer.echo(f"{number:>3}. {fault.place()}{kind}", err=True)
        for label, text in zip(labels, (fault.found, fault.expected, fault.fix), strict=True):
            if text:
                typer.echo(f"     {label}{'：' if zh else ': '}{text}", err=True)


def build(lang: Lang) -> typer.Typer:
    """Make the command line in one language.

    Returns
    -------
    typer.Typer
        Commands ``catalog check evaluate project report dashboard warn backtest methods reproduce``.
    """
    app = typer.Typer(
        help=_say("app", lang),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    _add_plan_commands(app, lang)
    _add_result_commands(app, lang)
    _add_report_commands(app, lang)
    _add_method_commands(app, lang)

    @app.callback(invoke_without_command=True)
    def top(
        context: typer.Context,
        version: Annotated[bool, _option("version", lang, "--version")] = False,
        lang_: Annotated[str | None, _option("lang", lang, "--lang")] = None,
    ) -> None:
        if lang_ is not None:  # said before the command, it holds for the command's own option
            calls = [command.callback for command in app.registered_commands]
            context.default_map = {call.__name__: {"lang_": lang_} for call in calls if call is not None}
        if version:
            from kcstats import __version__

            typer.echo(__version__)
            raise typer.Exit

    return app


def _say(key: str, lang: Lang) -> str:
    return _HELP[key][0 if lang == "zh" else 1]


def _option(key: str, lang: Lang, *names: str) -> Any:
    return typer.Option(*names, help=_say(key, lang))


def _argument(key: str, lang: Lang, metavar: str) -> Any:
    return typer.Argument(metavar=metavar, help=_say(key, lang))


def _add_plan_commands(app: typer.Typer, lang: Lang) -> None:
    @app.command(help=_say("catalog", lang))
    def catalog(
        plan: Annotated[list[str] | None, _option("plan", lang)] = None,
        goals: Annotated[bool, _option("goals", lang, "--goals")] = False,
        strategies: Annotated[bool, _option("strategies", lang, "--strategies")] = False,
        targets: Annotated[bool, _option("targets", lang, "--targets")] = False,
        format: Annotated[str, typer.Option(help="table | csv | json")] = "table",
        plan_folder: Annotated[Path | None, _option("plan_folder", lang)] = None,
        lang_: Annotated[str, _option("lang", lang, "--lang")] = lang,
    ) -> None:
        from kcstats.plan.catalog import catalog_text

        kinds = [name for name, on in (("goals", goals), ("strategies", strategies), ("targets", targets)) if on]
        if len(kinds) > 1 or format not in ("table", "csv", "json"):
            raise typer.BadParameter("--goals | --strategies | --targets; --format table | csv | json")
        kind = kinds[0] if kinds else "targets"
        typer.echo(catalog_text(plan or None, kind, format, folder=plan_folder, lang=lang), nl=False)

    @app.command(help=_say("check", lang))
    def check(
        folder: Annotated[Path, _argument("dir", lang, "DIR")],
        plan: Annotated[list[str] | None, _option("plan", lang)] = None,
        plan_folder: Annotated[Path | None, _option("plan_folder", lang)] = None,
        lang_: Annotated[str, _option("lang", lang, "--lang")] = lang,
    ) -> None:
        from kcstats.observations.check import quality_report

        typer.echo(quality_report(folder, plans=plan or None, plan_folder=plan_folder, lang=lang))


def _add_result_commands(app: typer.Typer, lang: Lang) -> None:
    @app.command(help=_say("evaluate", lang))
    def evaluate(
        params: Annotated[Path, _argument("params", lang, "PARAMS")],
        out: Annotated[Path, _option("out_dir", lang)],
        lang_: Annotated[str | None, _option("lang", lang, "--lang")] = None,
    ) -> None:
        from kcstats.provenance.record import evaluate_to

        for path in evaluate_to(params, out, lang=lang, **_language(lang_)):
            typer.echo(path)

    @app.command(help=_say("project", lang))
    def project(
        series: Annotated[Path, _argument("series", lang, "SERIES")],
        targets: Annotated[Path, _argument("target_table", lang, "TARGETS")],
        out: Annotated[Path, _option("out_file", lang)],
        lang_: Annotated[str, _option("lang", lang, "--lang")] = lang,
    ) -> None:
        from kcstats.evaluation.project import project_files

        project_files(series, targets, out, lang=lang)
        typer.echo(out)

    @app.command(help=_say("reproduce", lang))
    def reproduce(
        folder: Annotated[Path, _argument("report_dir", lang, "REPORT")],
        lang_: Annotated[str, _option("lang", lang, "--lang")] = lang,
    ) -> None:
        from kcstats.provenance.record import reproduce as again

        differences = again(folder, lang=lang)
        for line in differences:
            typer.echo(line)
        if differences:
            raise typer.Exit(DIFFERENT)
        typer.echo("全部结果一致。" if lang == "zh" else "Every cell agrees.")


def _add_report_commands(app: typer.Typer, lang: Lang) -> None:
    @app.command(help=_say("report", lang))
    def report(
        what: Annotated[list[str], _argument("what", lang, "[all|KIND] PARAMS")],
        to: Annotated[str, _option("to", lang)] = "html,docx,pdf",
        renderer: Annotated[str, _option("renderer", lang)] = "auto",
        lang_: Annotated[str | None, _option("lang", lang, "--lang")] = None,
        out: Annotated[Path | None, _option("report_out", lang)] = None,
        profiles: Annotated[bool, _option("profiles", lang, "--profiles")] = False,
        jobs: Annotated[int, _option("jobs", lang, "--jobs")] = 2,
    ) -> None:
        if len(what) > 2:
            raise typer.BadParameter("[all|KIND] PARAMS")
        kind, params = (what[0] if len(what) == 2 else None), Path(what[-1])
        options: dict[str, Any] = {"to": to, "renderer": renderer, "out": out, "lang": lang, **_language(lang_)}
        if kind == "all":
            options.pop("lang")
            _full_set(params, lang, profiles=profiles, jobs=jobs, **options)
            return
        if kind == "methods":
            raise typer.BadParameter("kcstats methods")
        from kcstats.report.make import make_report

        for path in make_report(params, notebook=kind, **options):
            typer.echo(path)

    @app.command(help=_say("dashboard", lang))
    def dashboard(
        params: Annotated[Path, _argument("params", lang, "PARAMS")],
        out: Annotated[Path | None, _option("dashboard_out", lang)] = None,
        lang_: Annotated[str | None, _option("lang", lang, "--lang")] = None,
    ) -> None:
        from kcstats.report.dashboard.make import make_dashboard

        typer.echo(make_dashboard(params, out=out, lang=lang, **_language(lang_)))

    @app.command(help=_say("warn", lang))
    def warn(
        params: Annotated[Path, _argument("params", lang, "PARAMS")],
        to: Annotated[str, _option("to", lang)] = "html,docx,pdf",
        renderer: Annotated[str, _option("renderer", lang)] = "auto",
        lang_: Annotated[str | None, _option("lang", lang, "--lang")] = None,
        out: Annotated[Path | None, _option("warn_out", lang)] = None,
    ) -> None:
        from kcstats.report.make import make_warning

        table, paths = make_warning(params, to=to, renderer=renderer, out=out, lang=lang, **_language(lang_))
        typer.echo(table)
        for path in paths:
            typer.echo(path)


def _add_method_commands(app: typer.Typer, lang: Lang) -> None:
    @app.command(help=_say("backtest", lang))
    def backtest(
        quick: Annotated[bool, _option("quick", lang, "--quick")] = False,
        to: Annotated[str, _option("to", lang)] = "html,docx,pdf",
        renderer: Annotated[str, _option("renderer", lang)] = "auto",
        out: Annotated[Path | None, _option("backtest_out", lang)] = None,
        publish: Annotated[bool, _option("publish", lang, "--publish")] = False,
        lang_: Annotated[str, _option("lang", lang, "--lang")] = lang,
    ) -> None:
        from kcstats.report.backtest import make_validation

        for path in make_validation(quick=quick, to=to, renderer=renderer, out=out, publish=publish, lang=lang):
            typer.echo(path)

    @app.command(help=_say("methods", lang))
    def methods(
        to: Annotated[str, _option("to", lang)] = "html,docx,pdf",
        renderer: Annotated[str, _option("renderer", lang)] = "auto",
        approval: Annotated[Approval, _option("approval", lang)] = "draft",
        out: Annotated[Path | None, _option("methods_out", lang)] = None,
        lang_: Annotated[str, _option("lang", lang, "--lang")] = lang,
    ) -> None:
        from kcstats.report.methods import make_methods

        for path in make_methods(to=to, renderer=renderer, out=out, lang=lang, approval=approval):
            typer.echo(path)


def _full_set(params: Path, lang: Lang, **options: Any) -> None:
    """Make every report that is due, and say what was made, kept and left out."""
    from kcstats.report.full_set import make_all

    found = make_all(params, lang=lang, **options)
    for path in found.documents:
        typer.echo(path)
    made, kept, out = len(found.made), len(found.kept), ", ".join(found.left_out)
    if lang == "zh":
        typer.echo(f"新生成{made}份，原有且未变{kept}份" + (f"；现阶段不做：{out}" if out else "") + "。")
    else:
        typer.echo(f"{made} made, {kept} found finished" + (f"; not due at this stage: {out}" if out else "") + ".")


def _language(asked: str | None) -> dict[str, str]:
    return {} if asked is None else {"language": asked}
