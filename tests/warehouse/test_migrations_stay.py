"""A migration that was released stays as it is: warehouses that ran it never run it again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from etl import PROJECT

_RELEASED = (Path(__file__).parent / "older" / "released.sha256").read_text().split()
RELEASED = dict(zip(_RELEASED[1::2], _RELEASED[::2], strict=True))


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_stays(name: str) -> None:
    content = (PROJECT / "sql" / "migrations" / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == RELEASED[name]


def test_others_come_after_those_released() -> None:
    found = sorted(path.name for path in (PROJECT / "sql" / "migrations").glob("*.sql"))
    assert found[: len(RELEASED)] == sorted(RELEASED)
    assert len({name[:4] for name in found}) == len(found)
