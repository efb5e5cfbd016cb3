"""All that the corridor leaves behind: a home in, its contents without numbers and moments out.

Every table of the registry and of landing is taken as it is, so that one made tomorrow is
compared as well. The one surprising thing: running numbers are replaced by what they stand for,
and events keep their order.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl import warehouse
from etl.settings import settings

_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname IN ('registry', 'landing', 'release')
"""
_SUBMISSIONS = "SELECT id, sha256 FROM registry.submission"
_RETURNS = "SELECT id, concat_ws(' ', agency_id, form_id, period_key, version) FROM registry.return"
# Of a file on its way in, what tells it from itself is where it lay on the disk.
_LEFT_OUT = {"registry.submission_event": {"source"}}
_COPY = re.compile(r"_tra-lai_\d+")  # the number of the submission stands in its copy's name
_NUMBERS = ("id", "seq", "seen_event")
_CLOCKS = {"registry.rule_fix_time"}  # how many minutes passed between two versions


def contents() -> dict[str, list[str]]:
    """Give what stands in every table and which files lie in the home, as sorted lines."""
    with warehouse.transaction("owner") as conn:
        known = {
            "submission_id": dict(conn.execute(sa.text(_SUBMISSIONS)).all()),
            "return_id": dict(conn.execute(sa.text(_RETURNS)).all()),
        }
        found = {}
        for table in conn.execute(sa.text(_TABLES)).scalars().all():
            if table in _CLOCKS:
                continue
            rows = conn.execute(sa.text(f"SELECT to_jsonb(t) FROM {table} t")).scalars().all()
            found[table] = _lines(table, rows, known)
    return {**found, "files": files_of(settings().home)}


def files_of(home: Path) -> list[str]:
    """List the files of a home that are there to stay, and what still waits in its inbox."""
    lasting = [path for name in ("inbox", "vault", "returned") for path in (home / name).rglob("*")]
    return sorted(
        _COPY.sub("_tra-lai", str(path.relative_to(home)))
        for path in lasting
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    )


def _lines(table: str, rows: list[dict[str, Any]], known: dict[str, dict[int, str]]) -> list[str]:
    lines, events = [], Counter[str]()
    for row in sorted(rows, key=lambda one: one.get("id") or 0):
        whose = [known[name][row[name]] for name in known if row.get(name) is not None]
        said = {
            name: value
            for name, value in sorted(row.items())
            if name not in known
            and not _is_number_or_moment(name, value)
            and name not in _LEFT_OUT.get(table, ())
        }
        line = f"{whose} {said}"
        if table.endswith("_event"):  # in which order they happened to it
            events[str(whose)] += 1
            line = f"{whose} {events[str(whose)]} {said}"
        lines.append(_COPY.sub("_tra-lai", line))
    return sorted(lines)


def _is_number_or_moment(name: str, value: object) -> bool:
    numbers = name in _NUMBERS or (name.endswith(("_id", "_seq")) and isinstance(value, int))
    return numbers or name == "at" or name.endswith("_at")
