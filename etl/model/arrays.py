"""Packed columns as arrays: a column of each of many tables in, one array of all their rows out.

The one surprising thing: texts stay numbers of words, and the words are split by Arrow, so that
nothing here looks at a cell and hardly anything at a word.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from etl.model import CellValue, Days, Numbers, Texts, pack
from etl.model.compact import END

pa: Any = import_module("pyarrow")  # the types that it ships leave out what is used here
pc: Any = import_module("pyarrow.compute")

Column = Sequence[CellValue]
Array = Any
"""An Arrow array."""


def release_memory() -> None:
    """Give back to the system what Arrow and the C library keep for the next array.

    That is some 80 MiB after a batch of 2 000 workbooks. Where the C library is another than
    glibc, it keeps its part.
    """
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def doubles(parts: Sequence[Column]) -> np.ndarray:
    """Lay columns of numbers under each other as float64, NaN for none.

    Raises `TypeError` when a column holds anything else.
    """
    return np.frombuffer(b"".join(map(_doubles, parts)))


def ordinals(parts: Sequence[Column]) -> np.ndarray:
    """Lay columns of days under each other as int32 ordinals, 0 for none.

    Raises `TypeError` when a column holds anything else.
    """
    return np.frombuffer(b"".join(map(_ordinals, parts)), np.int32)


def texts(parts: Sequence[Column]) -> tuple[Array, np.ndarray]:
    """Lay columns of texts under each other.

    Gives an array of words, in which one may stand several times, and the place of each cell's
    word in it as int32, -1 for none. What is no text is written as Python prints it.
    """
    columns = [_texts(part) for part in parts]
    split = pc.split_pattern(pa.array([one.text.decode() for one in columns], pa.string()), END)
    ends = np.frombuffer(split.buffers()[1], np.int32)[: len(columns)]
    if all(one.width == 1 for one in columns):
        numbers = np.frombuffer(b"".join(one.data for one in columns), np.uint8).astype(np.int32)
    else:
        numbers = np.concatenate([np.asarray(one.numbers()).astype(np.int32) for one in columns])
    places = numbers - 1 + np.repeat(ends, [len(one) for one in columns])
    return split.flatten(), np.where(numbers > 0, places, np.int32(-1))


def _doubles(part: Column) -> bytes:
    packed = pack(part)
    if isinstance(packed, Numbers):
        return packed.data
    _expect(packed, int, float)  # whole numbers beside others
    return np.array(list(packed), dtype=np.float64).tobytes()


def _ordinals(part: Column) -> bytes:
    packed = pack(part)
    if isinstance(packed, Days):
        return packed.data
    _expect(packed)
    return bytes(4 * len(packed))


def _expect(part: Column, *kinds: type) -> None:
    strange = set(map(type, part)) - {type(None), *kinds}
    if strange:
        raise TypeError(f"holds {sorted(kind.__name__ for kind in strange)}")


def _texts(part: Column) -> Texts:
    packed = pack(part)
    if not isinstance(packed, Texts):
        packed = pack([None if value is None else _printed(value) for value in packed])
    assert isinstance(packed, Texts)
    return packed


def _printed(value: CellValue) -> str:
    """Print a value without what no buffer of texts holds."""
    return str(value).replace(END, "").encode(errors="replace").decode()
