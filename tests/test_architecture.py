"""The map of rooms in the README is the house as it is: imports run one way and are all on the map."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "kcstats"
SHARED = {"terms", "errors", "files"}  # words, faults and files: open to all
DOORS = {"__init__", "__main__"}  # re-export on first use; hold nothing of their own


@cache
def mapped() -> dict[str, set[str]]:
    """Room to the rooms it imports, as the README's table says, in the table's order."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## 结构\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", section, re.MULTILINE)
    return {room: set(re.findall(r"`(\w+)`", imports)) for room, imports in rows}


@cache
def imported() -> dict[str, set[str]]:
    """Room to the rooms it really imports; imports inside functions and for type checkers count too."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found.setdefault(room, set()).update(target for node in ast.walk(tree) for target in targets(node))
    return {room: others - {room} for room, others in found.items() if room not in DOORS}


def targets(node: ast.AST) -> set[str]:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "relative imports hide the rooms"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    parts = [name.split(".") for name in names if name.startswith("kcstats.")]
    return {part[1] for part in parts if part[1] not in ("__version__", "__file__")}


def test_every_room_is_on_the_map() -> None:
    assert set(mapped()) == set(imported())


def test_imports_run_one_way_down_the_table() -> None:
    rooms = list(mapped())
    upward = {(room, other) for room in rooms for other in mapped()[room] if rooms.index(other) >= rooms.index(room)}
    assert upward == set()


@pytest.mark.parametrize("room", sorted(mapped()))
def test_the_map_shows_what_a_room_imports_and_no_more(room: str) -> None:
    assert imported()[room] - SHARED == mapped()[room], f"mend the row of {room} in the README's map, or the imports"


@pytest.mark.parametrize("room", sorted(SHARED))
def test_shared_words_import_nothing_of_ours(room: str) -> None:
    assert imported()[room] == set()


def test_statistics_know_arrays_only() -> None:
    """Nothing but numpy, scipy, statsmodels, the standard library and shared words."""
    allowed = {"numpy", "scipy", "statsmodels", "kcstats"}
    for path in sorted((PACKAGE / "stats").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                assert top in allowed or top in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_notebooks_import_kcstats_alone_and_define_nothing() -> None:
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if path.stem == "conformance":  # shows the renderers a bare figure; it tells no result
            continue
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                names = set(re.findall(r"^\s*(?:import|from)\s+(\w+)", cell.source, re.MULTILINE))
                assert names <= {"kcstats"}, path.name
                assert not re.search(r"^\s*(def|class|lambda)\b", cell.source, re.MULTILINE), path.name
