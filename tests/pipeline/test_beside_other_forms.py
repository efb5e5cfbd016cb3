"""Forms of two senders in the real warehouse: who is asked, and what becomes of the question."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.contracts import AcrossCheck, load_across
from etl.contracts.beside_forms import related
from etl.model import ReturnState
from etl.registry import return_history
from sample import write_workbook

HOLDER, SOURCE, RULE = "ubnd-dinh-lap", "so-ldtbxh", "across.households_beside"
CHECK = {
    "id": RULE,
    "kind": "beside_form",
    "form": "population",
    "columns": ["household_count"],
    "other": "poverty.household_count",
    "severity": "warning",
    "rung": "submission",
    "title": "Số hộ của hai biểu thống nhất",
    "message": "{sender} {value} ({own_form}), {other} {expected} ({other_form})",
    "note": "{other} {expected} ({other_form}), {sender} {value} ({own_form})",
}


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**load_across(), RULE: AcrossCheck.model_validate(CHECK)}
    monkeypatch.setattr("etl.validate.across.other_forms.load_across", lambda: known)
    for room in ("etl.validate.judging", "etl.registry.accepted_tables"):
        monkeypatch.setattr(f"{room}.laid_beside", lambda: related(known.values()))


def rows(statement: str) -> list[tuple[object, ...]]:
    with warehouse.transaction("owner") as conn:
        return [tuple(row) for row in conn.execute(sa.text(statement))]


def state(agency_id: str, form_id: str) -> str:
    (found,) = rows(
        "SELECT state FROM registry.standing "
        f"WHERE agency_id = '{agency_id}' AND form_id = '{form_id}' AND period_key = '2020'"
    )
    return str(found[0])


def told(form_id: str) -> list[tuple[object, ...]]:
    """Give how much and against whom a form is told, as it stands."""
    return rows(
        "SELECT DISTINCT f.severity, f.against::text FROM registry.standing_finding f "
        f"JOIN registry.standing t USING (return_id) WHERE f.rule_id = '{RULE}' "
        f"AND t.form_id = '{form_id}'"
    )


def send(folder: Path, *agencies: str) -> None:
    """Take sample workbooks through the corridor in one batch, in that order."""
    folder.mkdir(exist_ok=True)
    files = [write_workbook(folder, agency_id, "2020") for agency_id in agencies]
    pipeline.run(folder)
    for file in files:
        file.unlink(missing_ok=True)


def withdraw(agency_id: str, form_id: str) -> None:
    with warehouse.transaction("steward") as conn:
        ((return_id,),) = conn.execute(
            sa.text(
                "SELECT return_id FROM registry.standing WHERE agency_id = :a AND form_id = :f"
            ),
            {"a": agency_id, "f": form_id},
        ).all()
        return_history.append_event(conn, return_id, ReturnState.WITHDRAWN, "can-bo-1", "Gửi nhầm")


def test_the_holder_is_asked_and_is_judged_anew_when_the_other_is_withdrawn(
    home: Path, tmp_path: Path
) -> None:
    send(tmp_path / "a", SOURCE)
    send(tmp_path / "b", HOLDER)
    assert state(SOURCE, "poverty") == "accepted"
    assert state(HOLDER, "population") == "needs_confirmation"
    assert told("population") == [("warning", f'[["poverty", "{SOURCE}", "2020"]]')]
    assert state(HOLDER, "works") == "accepted"

    withdraw(SOURCE, "poverty")
    pipeline.run()
    assert state(HOLDER, "population") == "accepted"
    assert told("population") == []


def test_the_other_one_coming_later_is_told_and_counts(home: Path, tmp_path: Path) -> None:
    send(tmp_path / "a", HOLDER)
    send(tmp_path / "b", SOURCE)
    assert state(HOLDER, "population") == "accepted"
    assert state(SOURCE, "poverty") == "accepted"
    assert told("population") == []
    assert told("poverty") == [("info", f'[["population", "{HOLDER}", "2020"]]')]


def test_one_batch_gives_what_a_run_each_gives(home: Path, tmp_path: Path) -> None:
    send(tmp_path / "a", SOURCE, HOLDER)
    pipeline.run()
    assert state(SOURCE, "poverty") == "accepted"
    found = {
        "population": state(HOLDER, "population"),
        "told": [one for form_id in ("population", "poverty") for one in told(form_id)],
    }
    first = rows(
        "SELECT min(id) FILTER (WHERE file_name LIKE '%ldtbxh%') < max(id) "
        "FILTER (WHERE file_name LIKE '%dinh-lap%') FROM registry.submission"
    )
    is_source_first = first == [(True,)]
    assert found == {
        "population": "needs_confirmation" if is_source_first else "accepted",
        "told": [
            ("warning", f'[["poverty", "{SOURCE}", "2020"]]')
            if is_source_first
            else ("info", f'[["population", "{HOLDER}", "2020"]]')
        ],
    }
