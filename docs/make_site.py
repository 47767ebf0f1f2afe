"""Build the documentation site: ``python docs/make_site.py`` writes ``docs/site``, in Chinese and English, offline.

The texts stand in ``docs/zh`` and ``docs/en``; what the program knows about itself (commands, parameters, columns,
docstrings) is asked of the program, so that it cannot be told wrong twice. The site appears whole or not at all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    """Build, and say what is wrong; returns the exit code."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    from site_builder.site import build

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "site", help="folder of the site")
    out = parser.parse_args(arguments).out.resolve()
    problems = build(HERE, out)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"未写出 / not written: {out}", file=sys.stderr)
        return 1
    print(out / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
