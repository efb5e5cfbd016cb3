"""What stands in the warehouse beside what must stand: two accounts in, differences out.

No difference is tolerated. The one surprising thing: an account knows no running numbers and no
moments, only contents by their hash, states and figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from etl import warehouse
from tests.histories.model import Key, Office, Version
from tests.histories.steps import FORMS
from tests.histories.workbooks import Shelf

_VERSIONS = """
SELECT r.agency_id, r.form_id, r.period_key,
    array_agg(s.sha256 || ' ' || t.state ORDER BY r.version)
FROM registry.return r JOIN registry.submission s ON s.id = r.submission_id
JOIN registry.return_state t ON t.return_id = r.id
GROUP BY 1, 2, 3
"""
_IN_FORCE = "SELECT agency_id, form_id, period_key, sha256 FROM mart.return_in_force"
_FIGURES = """
SELECT agency_id, '{form}', period_key, count(*), sum(planned_million_vnd)::float8,
    sum(disbursed_million_vnd)::float8
FROM mart."{form}" GROUP BY 1, 2, 3
"""
_BOARD = """
SELECT agency_id, form_id, period_key, state FROM mart.submission_status
WHERE period_key = ANY (:periods) AND state <> 'missing'
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One account of what stands."""

    versions: Mapping[Key, Any]  # hash and state of each, the oldest first
    in_force: Mapping[Key, Any]  # hash
    figures: Mapping[Key, Any]  # rows, planned and paid out, as the marts say
    board: Mapping[Key, Any]  # where each obligation stands, if anywhere


def in_the_warehouse(periods: Iterable[str]) -> Standing:
    """Ask a warehouse what stands; of the board, in some periods."""
    with warehouse.transaction("owner") as conn:

        def asked(statement: str, **parameters: object) -> dict[Key, Any]:
            rows = conn.execute(sa.text(statement), parameters)
            return {
                (a, f, p): rest[0] if len(rest) == 1 else tuple(rest) for a, f, p, *rest in rows
            }

        figures = {}
        for form in FORMS:
            figures |= asked(_FIGURES.format(form=form))
        return Standing(
            asked(_VERSIONS), asked(_IN_FORCE), figures, asked(_BOARD, periods=list(periods))
        )


def in_the_model(office: Office, shelf: Shelf, keys: Iterable[Key]) -> Standing:
    """Ask the model what must stand; of the board, at some places."""
    keys = list(keys)
    known = {key: found for key, found in office.versions.items() if found}
    in_force = {key: version for key in known if (version := office.in_force(key))}
    board = {key: office.on_the_board(key) for key in keys}
    return Standing(
        {
            key: [f"{shelf.hash_of(v.file)} {v.state}" for v in found]
            for key, found in known.items()
        },
        {key: shelf.hash_of(version.file) for key, version in in_force.items()},
        {key: figures_of(version) for key, version in in_force.items() if version.planned},
        {key: state for key, state in board.items() if state != "missing"},
    )


def figures_of(version: Version) -> tuple[int, float, float]:
    """Add up what stands in a sheet."""
    return len(version.planned), sum(version.planned), sum(version.sheet.paid_out)


def differences(must: Standing, does: Standing) -> dict[Key, list[str]]:
    """Say at which places two accounts differ, and how."""
    found: dict[Key, list[str]] = {}
    for what in (field.name for field in fields(Standing)):
        one, other = getattr(must, what), getattr(does, what)
        for key in sorted(one.keys() | other.keys()):
            if one.get(key) != other.get(key):
                line = f"{what} of {' '.join(key)}: must be {one.get(key)}, is {other.get(key)}"
                found.setdefault(key, []).append(line)
    return found
