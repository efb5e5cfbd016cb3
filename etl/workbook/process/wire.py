"""What parent and reading process say to each other: values in, length-prefixed pickles out.

The one surprising thing: only the parent's words are unpickled without restriction; the child's
are read by `answers`, which allows nothing but the parts of a reading.
"""

from __future__ import annotations

import datetime as dt
import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from etl.model import Form

LENGTH = struct.Struct(">Q")
READY = b"ready"


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told once."""

    forms: Mapping[str, Form]
    memory_bytes: int  # that it may take beyond its start
    today: dt.date  # one day for a whole batch, also around midnight


def send(pipe: IO[bytes], value: object) -> None:
    """Write one pickled value, its length first."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> object:
    """Read one value that the parent sent; None when the pipe is closed."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return pickle.loads(pipe.read(LENGTH.unpack(head)[0]))  # noqa: S301 — our own parent
