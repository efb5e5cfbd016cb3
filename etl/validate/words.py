"""Texts as numbers: columns of texts in, the numbers of their words out.

The one surprising thing: all text columns of a frame share one list of words, because two columns
can be compared by number only when a number means the same in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from etl.arrays import Column, pa, texts

NONE = -1


class Words:
    """The words of a frame's text columns, numbered from 0; an empty text is none."""

    def __init__(self, columns: Mapping[str, Sequence[Column]]) -> None:
        """Number the words of columns, each given in parts that lie under each other."""
        found = {name: texts(parts) for name, parts in columns.items()}
        words = pa.chunked_array([words for words, _ in found.values()], pa.string())
        encoded = words.combine_chunks().dictionary_encode()
        self.listed: list[str] = encoded.dictionary.to_pylist()
        numbers = np.append(encoded.indices.to_numpy(), np.int32(NONE))
        if "" in self.listed:
            numbers[numbers == self.listed.index("")] = NONE
        self.columns: dict[str, np.ndarray] = {}
        start = 0
        for name, (own, places) in found.items():
            self.columns[name] = numbers[np.where(places < 0, NONE, places + start)]
            start += len(own)
        self._numbers = {word: number for number, word in enumerate(self.listed)}

    def numbers(self, column: Iterable[str | None]) -> np.ndarray:
        """Number further texts as int32, -1 for none; new words are added."""
        found = []
        for word in column:
            if word and word not in self._numbers:
                self._numbers[word] = len(self.listed)
                self.listed.append(word)
            found.append(self._numbers[word] if word else NONE)
        return np.array(found, dtype=np.int32)

    def dtype(self) -> pd.CategoricalDtype:
        """Give the words as the categories of a pandas type."""
        return pd.CategoricalDtype(pd.Index(self.listed, dtype=object))
