"""Faults: what was found, where, what was expected and how to mend it - all of them at once.

A statistician who gets twenty spreadsheets cannot mend them one error message at a time. So nothing in this
package stops at the first fault in a person's input: each is written down as a `Fault`, and the whole list is
raised together as one `InputError`. The command line prints the list and leaves with 2; there is no traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of a person's input.

    Attributes
    ----------
    file : str
        The file, as the user named it.
    row : int or None
        The spreadsheet's line (header = 1) or the line in the YAML file; None where the whole file is meant.
    column : str
        Column name or key path; empty where none is meant.
    found, expected, fix : str
        What stands there, what should, and how to mend it, in the reader's language.
    code : str
        A short stable name of the kind of fault, such as ``duplicate_key``.
    sheet : str
        The sheet of a workbook; empty for text files.
    """

    file: str
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""
    code: str = ""
    sheet: str = ""

    def place(self) -> str:
        """File, sheet, row and column in one readable piece.

        Examples
        --------
        >>> Fault("observations.csv", 7, "value").place()
        'observations.csv:7 [value]'
        """
        text = self.file + (f"[{self.sheet}]" if self.sheet else "")
        text += f":{self.row}" if self.row is not None else ""
        return text + (f" [{self.column}]" if self.column else "")


class KcstatsError(Exception):
    """Anything this package refuses; the message is for people."""


class InputError(KcstatsError):
    """A person's input is faulty; carries every fault found.

    Parameters
    ----------
    faults : sequence of Fault
        All faults, in file and row order.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(f"{f.place()}: {f.found}; {f.expected}; {f.fix}" for f in self.faults))


class RenderError(KcstatsError):
    """A report could not be made, and why."""
