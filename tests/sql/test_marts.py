"""Every mart by example: tests/sql/<mart>/given.yaml in, the rows of expect.yaml out.

`given` is a list of steps (accepted, judged, explained, let_in, waived, corrected); `expect` is
the rows of the mart, each with the columns that matter. Numbers are compared to six decimals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from returns_by_hand import DISTRICT, accepted, corrected, judged, table

from etl import warehouse
from etl.contracts import load_forms
from etl.contracts.indicators import load_indicators
from etl.model import Cell, Finding, Rung, Severity
from etl.registry import decisions, period_board
from etl.warehouse.landing import indicator_views
from etl.warehouse.marts import form_marts
from etl.warehouse.watched import watched_view

HERE = Path(__file__).parent
WRITTEN = {path.stem for path in (HERE.parent.parent / "sql" / "marts").glob("*.sql")}
MADE = {
    **form_marts(load_forms()),
    **indicator_views(load_forms(), load_indicators()),
    **watched_view(load_forms(), load_indicators()),
}
OF_FORMS = {name.removeprefix("mart.") for name in MADE}
MARTS = sorted(path.parent.name for path in HERE.glob("*/given.yaml"))


def _read(mart: str, name: str) -> Any:
    return yaml.safe_load((HERE / mart / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mart", MARTS)
def test_a_mart_shows_what_its_example_says(home: Path, mart: str) -> None:
    for number, step in enumerate(_read(mart, "given")):
        ((act, details),) = step.items()
        _ACTS[act](f"{mart} {number}", details)
    expected = _read(mart, "expect")
    columns = list(expected["rows"][0]) if expected["rows"] else ["*"]
    with warehouse.transaction("analyst") as conn:
        found = conn.execute(
            sa.text(f"SELECT {', '.join(columns)} FROM mart.{mart} WHERE {expected['where']}")
        ).mappings()
        rows = [{name: _plain(value) for name, value in row.items()} for row in found]
    wanted = [{name: _plain(value) for name, value in row.items()} for row in expected["rows"]]
    assert _sorted(rows) == _sorted(wanted)


def test_every_mart_that_is_written_has_an_example_and_no_other() -> None:
    assert WRITTEN <= set(MARTS) <= WRITTEN | OF_FORMS


def test_no_mart_of_a_form_shows_what_is_personal() -> None:
    shown = form_marts(load_forms())
    personal = [(f.id, c.name) for f in load_forms().values() for c in f.columns if c.personal]
    assert personal
    for form_id, name in personal:
        assert f'"{name}"' not in shown[f"mart.{form_id}"] + shown[f"mart.{form_id}_by_area"]


def _table(details: Mapping[str, Any]) -> Any:
    rows = [{**details.get("each", {}), **row} for row in details["rows"]]
    return table(details["form"], rows)


def _options(details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "agency_id": details.get("agency", DISTRICT),
        "period_key": details.get("period", "2020"),
        "data_note": details.get("data_note", ""),
    }


def _accept(content: str, details: Mapping[str, Any]) -> None:
    with warehouse.transaction() as conn:
        accepted(conn, content, _table(details), **_options(details))


def _judge(content: str, details: Mapping[str, Any]) -> int:
    findings = [_finding(details["form"], one) for one in details["findings"]]
    with warehouse.transaction() as conn:
        return judged(conn, content, _table(details), findings, **_options(details))


def _explain(content: str, details: Mapping[str, Any]) -> None:
    """A warning with a reason that a steward accepts, then loaded."""
    from etl.load import load

    return_id = _judge(content, details)
    with warehouse.transaction() as conn:
        for one in details["findings"]:
            ident = decisions.confirm(
                conn,
                return_id,
                one["rule"],
                column=one.get("column", ""),
                row_key=one.get("row_key", ""),
                reason=details["reason"],
                actor="don-vi",
            )
            decisions.accept_confirmation(conn, ident, actor="can-bo-1")
        load(conn, {return_id: _table(details)})


def _let_in(content: str, details: Mapping[str, Any]) -> None:
    """What a waiver of before covers: accepted in spite of its findings, then loaded."""
    from etl.load import load

    return_id = _judge(content, details)
    with warehouse.transaction() as conn:
        load(conn, {return_id: _table(details)})


def _waive(_: str, details: Mapping[str, Any]) -> None:
    with warehouse.transaction("steward") as conn:
        decisions.waive(conn, actor="can-bo-1", valid_until=dt.date(2999, 1, 1), **details)


def _revoke(_: str, details: Mapping[str, Any]) -> None:
    with warehouse.transaction("steward") as conn:
        (waiver_id,) = conn.execute(
            sa.text("SELECT id FROM registry.waiver WHERE rule_id = :rule_id"),
            {"rule_id": details["rule_id"]},
        ).scalars()
        decisions.revoke_waiver(conn, waiver_id, actor="can-bo-1", reason=details["reason"])


def _live_from(_: str, details: Mapping[str, Any]) -> None:
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, dt.date.fromisoformat(details["day"]), actor="quan-tri")


def _correct(_: str, details: Mapping[str, Any]) -> None:
    with warehouse.transaction("steward") as conn:
        (return_id,) = conn.execute(
            sa.text("SELECT return_id FROM mart.return_in_force WHERE form_id = :form"),
            {"form": details["form"]},
        ).scalars()
        corrected(
            conn,
            return_id,
            details["row"],
            details["column"],
            details["value"],
            reason=details["reason"],
            decision=details["decision"],
        )


def _issue(_: str, details: Mapping[str, Any]) -> None:
    """Draft a report of the returns in force, with its figures, and decide on it."""
    with warehouse.transaction("report") as conn:
        release_id = conn.execute(
            sa.text("INSERT INTO release.release (period_key, title) VALUES (:p, :t) RETURNING id"),
            {"p": details["period"], "t": details["title"]},
        ).scalar_one()
        conn.execute(
            sa.text(
                "INSERT INTO release.release_return SELECT :id, return_id FROM mart.return_in_force"
            ),
            {"id": release_id},
        )
        for figure in details.get("figures", ()):
            conn.execute(
                sa.text(
                    "INSERT INTO release.release_figure "
                    "(release_id, figure_id, value, printed, unit, mart) "
                    "VALUES (:release_id, :figure_id, :value, :printed, :unit, :mart)"
                ),
                {"release_id": release_id, **figure},
            )
        conn.execute(
            sa.text(
                "UPDATE release.release SET state = :state, number = :number, decided_at = now(), "
                "decided_by = 'lanhdao' WHERE id = :id"
            ),
            {"state": details["decision"], "number": details["number"], "id": release_id},
        )


def _finding(form_id: str, details: Mapping[str, Any]) -> Finding:
    return Finding(
        rule_id=details["rule"],
        severity=Severity(details.get("severity", "warning")),
        rung=Rung.ROW,
        message=details.get("message", "Đề nghị kiểm tra lại."),
        form_id=form_id,
        cells=(Cell("Biểu", "A", 8),),
        column=details.get("column", ""),
        row_key=details.get("row_key", ""),
        row_label=details.get("row_label", ""),
        value=details.get("value", ""),
    )


def _plain(value: Any) -> Any:
    """Write a value so that examples and rows compare: numbers to six decimals, days as text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return round(float(value), 6)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


_ACTS = {
    "accepted": _accept,
    "judged": _judge,
    "explained": _explain,
    "let_in": _let_in,
    "live_from": _live_from,
    "waived": _waive,
    "revoked": _revoke,
    "corrected": _correct,
    "issued": _issue,
}
