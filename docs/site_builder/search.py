"""What the search box looks through: every section of every page.

It is a script, since a page that is opened from a folder may load no data file.
"""

from __future__ import annotations

import html
import json
import re

_HEADING = re.compile(r'<h[23] id="([^"]+)">(.*?)</h[23]>', re.DOTALL)


def index_script(pages: list[tuple[str, str, str]]) -> str:
    r"""Write the index of one language.

    Parameters
    ----------
    pages : list of (str, str, str)
        File, title and finished body of each page.

    Returns
    -------
    str
        Sets ``kcstatsSections`` to rows of address, page, heading and text.

    Examples
    --------
    >>> index_script([("a.html", "Start", '<p>One</p><h2 id="two">Two</h2><p>2 &lt; 3</p>')])
    'kcstatsSections = [["a.html","Start","","One"],["a.html#two","Start","Two","2 < 3"]];\n'
    """
    rows = []
    for file, title, body in pages:
        before, *parts = _HEADING.split(body)
        rows.append([file, title, "", _plain(before)])
        for id, heading, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            rows.append([f"{file}#{html.unescape(id)}", title, _plain(heading), _plain(text)])
    return f"kcstatsSections = {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"


def _plain(text: str) -> str:
    without = re.sub(r"<(math|script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", without)).split())
