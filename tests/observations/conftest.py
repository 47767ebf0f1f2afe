import importlib.util
import sys
from pathlib import Path

# The tests run with --import-mode=importlib, so a module beside them is put in place by hand.
_FILE = Path(__file__).with_name("package_writer.py")
if "package_writer" not in sys.modules:
    _SPEC = importlib.util.spec_from_file_location("package_writer", _FILE)
    assert _SPEC is not None
    assert _SPEC.loader is not None
    _MODULE = importlib.util.module_from_spec(_SPEC)
    sys.modules["package_writer"] = _MODULE
    _SPEC.loader.exec_module(_MODULE)
