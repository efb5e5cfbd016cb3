"""Texts as numbers: columns of texts in, the numbers of their words out.

The one surprising thing: all text columns of a frame share one list of words, because two columns
can be compared by number only when a number means the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from etl.model.arrays import Column, texts

_NONE = -1
_PARTS_AT_ONCE = 200  # bounds the text that is laid out at a time


class Words:
    """The words of a frame's text columns, numbered from 0; an empty text is none."""

    def __init__(self) -> None:
        """Begin without words."""
        self.columns: dict[str, np.ndarray] = {}
        self.listed: list[str] = []
        self._numbers: dict[str, int] = {}

    def add(self, name: str, parts: Sequence[Column]) -> None:
        """Number the texts of a column, given in parts that lie under each other."""
        numbers = []
        for start in range(0, len(parts), _PARTS_AT_ONCE):
            words, places = texts(parts[start : start + _PARTS_AT_ONCE])
            found = words.dictionary_encode()
            of_words = self.numbers([*found.dictionary.to_pylist(), None])
            numbers.append(of_words[np.append(found.indices.to_numpy(), np.int32(-1))][places])
        self.columns[name] = np.concatenate(numbers)

    def numbers(self, column: Iterable[str | None]) -> np.ndarray:
        """Number further texts as int32, -1 for none; new words are added."""
        found = []
        for word in column:
            if word and word not in self._numbers:
                self._numbers[word] = len(self.listed)
                self.listed.append(word)
            found.append(self._numbers[word] if word else _NONE)
        return np.array(found, dtype=np.int32)

    def dtype(self) -> pd.CategoricalDtype:
        """Give the words as the categories of a pandas type."""
        return pd.CategoricalDtype(pd.Index(self.listed, dtype=object))
