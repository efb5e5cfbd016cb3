"""Texts as numbers: columns of texts in, the numbers of their words out.

The one surprising thing: all text columns of a frame share one list of words, because two columns
can be compared by number only when a number means the same in both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from etl.model import CellValue, Texts, pack

_NONE = -1


class Words:
    """The words of a frame, numbered from 0 as they come; an empty text is none."""

    def __init__(self) -> None:
        """Begin without words."""
        self._numbers: dict[str, int] = {}

    def numbers(self, column: Sequence[CellValue]) -> np.ndarray:
        """Number the texts of a column as int32, -1 for none."""
        packed = pack(column)
        if not isinstance(packed, Texts):  # kinds are mixed: each as it is written
            packed = pack([None if value is None else str(value) for value in packed])
        assert isinstance(packed, Texts)
        known = self._numbers
        of_words = [
            known.setdefault(word, len(known)) if word else _NONE for word in packed.words()
        ]
        found: np.ndarray = np.array([_NONE, *of_words], np.int32)[np.asarray(packed.numbers())]
        return found

    def listed(self) -> list[str]:
        """List the words in the order of their numbers."""
        return list(self._numbers)

    def dtype(self) -> pd.CategoricalDtype:
        """Give the words as the categories of a pandas type."""
        return pd.CategoricalDtype(pd.Index(self.listed(), dtype=object))
