"""Packed columns as arrays: a column of each of many tables in, one array of all their rows out.

The one surprising thing: texts stay numbers of words, and the words are split by Arrow, so that
nothing here looks at a cell and hardly anything at a word.
"""

import ctypes
from collections.abc import Sequence
from importlib import import_module
from types import NoneType
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
    """Give back to the system what Arrow and glibc keep: 80 MiB after some 2 000 workbooks."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def doubles(parts: Sequence[Column]) -> np.ndarray:
    """Lay columns of numbers under each other, NaN for none; raises `TypeError` for others."""
    return _joined(parts, Numbers, np.float64("nan"), int, float)


def ordinals(parts: Sequence[Column]) -> np.ndarray:
    """Lay columns of days under each other as ordinals, 0 for none; `TypeError` for others."""
    return _joined(parts, Days, np.int32(0))


def texts(parts: Sequence[Column]) -> tuple[Array, np.ndarray]:
    """Lay columns of texts, what is none as Python prints it, under each other.

    Gives an array of words, in which one may stand several times, and the place of each cell's
    word in it as int32, -1 for none.
    """
    columns = [_words(part) for part in parts]
    split = pc.split_pattern(pa.array([one.text.decode() for one in columns], pa.string()), END)
    ends = np.frombuffer(split.buffers()[1], np.int32)[: len(columns)]
    if all(one.width == 1 for one in columns):
        numbers = np.frombuffer(b"".join(one.data for one in columns), np.uint8).astype(np.int32)
    else:
        numbers = np.concatenate([np.asarray(one.numbers()).astype(np.int32) for one in columns])
    places = numbers - 1 + np.repeat(ends, [len(one) for one in columns])
    return split.flatten(), np.where(numbers > 0, places, np.int32(-1))


def _joined(
    parts: Sequence[Column], kind: type[Numbers | Days], nothing: np.generic, *others: type
) -> np.ndarray:
    """Join the buffers of columns of a kind; what else a column may hold is laid into one."""
    buffers = []
    for part in parts:
        packed = pack(part)
        if isinstance(packed, kind):
            buffers.append(packed.data)
            continue
        if strange := set(map(type, packed)) - {NoneType, *others}:
            raise TypeError(f"holds {sorted(one.__name__ for one in strange)}")
        cells = [nothing if value is None else value for value in packed]
        buffers.append(np.array(cells, nothing.dtype).tobytes())
    return np.frombuffer(b"".join(buffers), nothing.dtype)


def _words(part: Column) -> Texts:
    packed = pack(part)
    if not isinstance(packed, Texts):
        packed = pack([None if value is None else _printed(value) for value in packed])
    assert isinstance(packed, Texts)
    return packed


def _printed(value: CellValue) -> str:
    """Print a value without what no buffer of texts holds."""
    return str(value).replace(END, "").encode(errors="replace").decode()
