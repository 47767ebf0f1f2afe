"""The last step of every web page: what can be explored goes beside its picture, columns fit, the typeface goes in.

Both renderers end here, so that both make the same page. A picture that has a fragment beside it (``NAME.png`` and
``NAME.explore.html``) gets it; a page without any gets no script.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from kcstats.report.fonts import embed_font
from kcstats.report.web.columns import fit_columns
from kcstats.report.web.look import house_colours, web_style

SUFFIX = ".explore.html"
_HEAD_END = re.compile(r"</head>", re.IGNORECASE)
_BODY_END = re.compile(r"</body>(?!.*</body>)", re.IGNORECASE | re.DOTALL)
_START = """
for (const part of document.querySelectorAll(".kc-explore")) {
  const said = JSON.parse(part.querySelector('script[type="application/json"]').textContent);
  part.parentElement.classList.add("kc-alive");
  part.hidden = false;
  if (part.querySelector(".fan")) kcExplore(part, said.years, said.word); else kcStrip(part, said);
}
"""


def finish_page(page: Path, figures: Path) -> None:
    """Complete a web page in place.

    Parameters
    ----------
    page : Path
        HTML, with its pictures embedded.
    figures : Path
        The folder that holds pictures and fragments; it need not exist.
    """
    text = fit_columns(page.read_text(encoding="utf-8"))
    found = {path.name.removesuffix(SUFFIX): path for path in sorted(figures.glob(f"*{SUFFIX}"))}
    added = 0
    for name, path in found.items():
        text, done = _beside(text, f"fig-{name}", path.read_text(encoding="utf-8"))
        added += done
    text = _HEAD_END.sub(lambda _: f"<style>\n{house_colours()}</style>\n</head>", text, count=1)
    if added:
        script = (files("kcstats.report.web") / "explore.js").read_text(encoding="utf-8")
        style = f"<style>\n{web_style()}</style>\n</head>"
        text = _HEAD_END.sub(lambda _: style, text, count=1)
        text = _BODY_END.sub(lambda _: f"<script>\n{script}{_START}</script>\n</body>", text, count=1)
    page.write_text(text, encoding="utf-8", newline="\n")
    embed_font(page)


def _beside(text: str, id: str, fragment: str) -> tuple[str, bool]:
    """Put a fragment before the picture inside the element of an id; text as it was where the page has none."""
    start = text.find(f'id="{id}"')
    image = re.compile(r"<img\b").search(text, start) if start >= 0 else None
    if image is None:
        return text, False
    at = image.start()
    marked = re.sub(r"^<img\b", '<img class="kc-static"', text[at:], count=1)
    return text[:at] + fragment + marked, True
