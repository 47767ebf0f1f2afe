"""What every kind of fault says: what was found, what was expected, how to mend it.

A fault's code is stable and short; its words stand here once in both languages, as templates filled with the facts
of the place. `FaultBook` collects them; nothing is raised before everything has been looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kcstats.errors import Fault, InputError
from kcstats.observations.fault_words import TEXTS
from kcstats.terms import Lang


@dataclass
class FaultBook:
    """Collects the faults of one package.

    Attributes
    ----------
    lang : {"zh", "en"}
        The reader's language.
    faults : list of Fault
        In the order found.
    """

    lang: Lang = "zh"
    faults: list[Fault] = field(default_factory=list)

    def add(
        self, code: str, file: str, *, row: int | None = None, column: str = "", sheet: str = "", **facts: object
    ) -> None:
        """Write one fault down.

        Parameters
        ----------
        code : str
            A key of `TEXTS`.
        file : str
            The file, as the user named it.
        row, column, sheet : optional
            The place, as in `Fault`.
        **facts : object
            Fill the templates of the code.
        """
        zh, en = TEXTS[code]
        found, expected, fix = (part.format(**facts) for part in (zh if self.lang == "zh" else en))
        self.faults.append(Fault(file, row, column, found=found, expected=expected, fix=fix, code=code, sheet=sheet))

    def close(self) -> None:
        """Raise all faults together, by file and row.

        Raises
        ------
        InputError
            If there is any fault.
        """
        if self.faults:
            order = list(dict.fromkeys(fault.file for fault in self.faults))
            raise InputError(sorted(self.faults, key=lambda f: (order.index(f.file), f.row or 0)))
