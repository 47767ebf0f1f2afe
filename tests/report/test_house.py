"""One file of the theme decides the colours of pictures, web pages and the dashboard."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kcstats.errors import RenderError
from kcstats.evaluation.settings import project_root
from kcstats.report.house import house, read_house

ROOT = project_root(__file__)
STYLE = Path("reports") / "theme" / "style.yml"

DRAW = """
import sys
from pathlib import Path
import matplotlib.image
from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.settings import load_settings
from kcstats.report.figures.sheet import save
from kcstats.report.figures.domains import domains
from kcstats.report.web.finish import finish_page
from kcstats.report.dashboard.make import make_dashboard

ev = evaluate(load_settings(sys.argv[1], groups=False))
picture = save(domains(ev, ev.plans[0].id), Path("picture.png"))
seen = (matplotlib.image.imread(picture)[:, :, :3] * 255).round().astype(int).reshape(-1, 3)
print("picture", bool((abs(seen - [0x0a, 0x6e, 0x31]).max(axis=1) < 3).any()))
page = Path("page.html")
page.write_text("<html><head></head><body>x</body></html>", encoding="utf-8")
finish_page(page, Path("none"))
print("page", "--blue:#0a6e31;" in page.read_text(encoding="utf-8"))
made = make_dashboard(sys.argv[1], out=Path("dashboard.html"))
print("dashboard", "--blue:#0a6e31;" in Path("dashboard.html").read_text(encoding="utf-8"))
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Make a project of its own with a copy of the theme's style."""
    (tmp_path / STYLE).parent.mkdir(parents=True)
    shutil.copyfile(ROOT / STYLE, tmp_path / STYLE)
    return tmp_path


def change(project: Path, before: str, after: str) -> None:
    path = project / STYLE
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_changed_colour_arrives_in_picture_page_and_dashboard(own: Path) -> None:
    change(own, 'blue: "#1f5f8b"', 'blue: "#0a6e31"')
    params = ROOT / "params" / "china-midterm.yml"
    run = subprocess.run([sys.executable, "-c", DRAW, str(params)], cwd=own, capture_output=True, text=True,
                         encoding="utf-8", check=False)  # fmt: skip
    assert run.stdout.splitlines() == ["picture True", "page True", "dashboard True"], run.stderr


def test_the_project_one_works_in_comes_before_the_one_the_software_lies_in(own: Path) -> None:
    change(own, "headline: 11", "headline: 12.5")
    assert read_house(own / "reports").pictures["headline"] == 12.5
    assert house().pictures["headline"] == 11


def test_what_is_shipped_is_what_the_theme_says() -> None:
    theme = yaml.safe_load((ROOT / STYLE).read_text(encoding="utf-8"))
    shipped = yaml.safe_load((ROOT / "kcstats" / "report" / "house.yml").read_text(encoding="utf-8"))
    assert shipped == {name: theme[name] for name in ("colours", "pictures")}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('red: "#b3402a"', 'red: "rot"', "颜色应写作.*red: rot"),
        ('  red: "#b3402a"', '  rot: "#b3402a"', "缺少数值.*red"),
        ("body: 7.5", "body: groß", "缺少数值"),
    ],
)
def test_a_faulty_style_is_refused_with_its_place(own: Path, before: str, after: str, said: str) -> None:
    change(own, before, after)
    with pytest.raises(RenderError, match=said):
        read_house(own)
