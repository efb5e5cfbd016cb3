"""A text that may name somebody is in no mart until a steward has accepted why it stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import pipeline, publish, warehouse
from etl.cli.shared import app
from etl.judge.correct import check_correction
from etl.model import ReturnState
from etl.registry import corrections, decisions
from etl.wording.personal import HIDDEN, QUESTION
from sample import write_workbook
from sample.faults import Fault, Rows

TEXT = "Khen ông Nông Văn Chuối, thôn Nà Mận, 0912 345 678"
MARTS = ("assessment", "works", "cell_source", "confirmed_warning", "corrected_cell")


def _name_somebody(rows: Rows) -> None:
    rows["assessment"][0]["content"] = TEXT


def _name_a_work(rows: Rows) -> None:
    _name_somebody(rows)
    rows["works"][0]["name"] = f"Đường vào nhà ({TEXT})"


def _send(home: Path, fault: Fault) -> None:
    (home / "made").mkdir()
    write_workbook(home / "made", fault.agency_id, fault.period_key, fault=fault)
    pipeline.run(home / "made")


def _texts() -> list[str]:
    with warehouse.transaction("analyst") as conn:
        return list(conn.exec_driver_sql("SELECT content FROM mart.assessment").scalars())


def _shown() -> str:
    """Give all that the marts with texts of cells say."""
    with warehouse.transaction("analyst") as conn:
        rows = [conn.exec_driver_sql(f"SELECT t::text FROM mart.{one} t").scalars().all()
                for one in MARTS]  # fmt: skip
    return "\n".join(row for some in rows for row in some)


def _answer(return_id: int, column: str, row_key: str) -> int:
    with warehouse.transaction("steward") as conn:
        return decisions.confirm(
            conn, return_id, QUESTION, column=column, row_key=row_key,
            reason="Theo quyết định khen thưởng đã công bố", actor="lien-ket",
        )  # fmt: skip


def _correct(return_id: int, text: str) -> None:
    """Write another content into the first row of an assessment, as two stewards."""
    with warehouse.transaction() as conn:
        query = f"SELECT min(excel_row) FROM landing.assessment WHERE return_id = {return_id}"
        row = conn.exec_driver_sql(query).scalar_one()
    check = check_correction(return_id, (1, row), "content", text)
    with warehouse.transaction("steward") as conn:
        number = corrections.propose_correction(
            conn, check, actor="can-bo-1", reason="Bỏ tên người theo đề nghị của đơn vị"
        )
        corrections.decide_correction(conn, number, "approved", actor="can-bo-2", check=check)


def _asked() -> list[tuple[int, str, str, str]]:
    with warehouse.transaction("steward") as conn:
        rows = conn.exec_driver_sql(
            "SELECT return_id, column_name, row_key, to_jsonb(f)::text FROM registry.finding f "
            f"WHERE rule_id = '{QUESTION}' ORDER BY id"
        ).all()
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_it_is_hidden_until_it_is_answered(home: Path) -> None:
    _send(home, Fault("ubnd-trang-dinh", "2020", "", in_rows=_name_somebody))
    assert _texts() == []
    ((return_id, column, row_key, everything),) = _asked()
    assert "Chuối" not in everything
    assert "0912" not in everything
    kept = _answer(return_id, column, row_key)
    assert pipeline.step_load() == []
    with warehouse.transaction("steward") as conn:
        decisions.accept_confirmation(conn, kept, actor="can-bo-1")
    assert pipeline.step_load() == [return_id]
    assert TEXT in _texts()


def test_one_that_was_accepted_before_it_was_asked_about_is_found_and_hidden(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an upgrade: what is in force stays there, and the report of then is not signed."""
    with monkeypatch.context() as before:
        before.setattr("etl.validate.judging.person_candidates", lambda *_: ())
        _send(home, Fault("ubnd-trang-dinh", "2020", "", in_rows=_name_a_work))
    assert TEXT in _texts()
    old = pipeline.draft_report("2020")

    found = CliRunner().invoke(app, ["rejudge", "--all"])
    assert found.exit_code == 1
    assert QUESTION in found.output
    by = ["--actor", "can-bo-1", "--reason", "Theo quy tắc mới"]
    done = CliRunner().invoke(app, ["rejudge", "--all", "--adopt-rule", QUESTION, *by])
    assert done.exit_code == 0, done.output

    assert HIDDEN in _texts()
    assert "Chuối" not in _shown()
    assert any("nêu tên người" in one for one in publish.why_not_signed(old))
    new = pipeline.draft_report("2020")
    assert new != old
    assert not any("nêu tên người" in one for one in publish.why_not_signed(new))
    assert pipeline.draft_report("2020") == new
    with warehouse.transaction("report") as conn:
        kept = "SELECT content::text FROM release.content WHERE release_id = "
        assert "Chuối" in conn.exec_driver_sql(f"{kept}{old}").scalar_one()
        assert "Chuối" not in conn.exec_driver_sql(f"{kept}{new}").scalar_one()

    works, assessment = sorted(_asked(), key=lambda one: one[1] != "name")
    _correct(assessment[0], "Khen thưởng một cá nhân")
    assert {"Khen thưởng một cá nhân"} < {*_texts()} - {HIDDEN}
    assert "Chuối" not in _shown()  # nor as what was sent before the correction
    kept_as = _answer(*works[:3])
    with warehouse.transaction("steward") as conn:
        decisions.accept_confirmation(conn, kept_as, actor="can-bo-1")
    assert "Đường vào nhà (Khen ông Nông Văn Chuối" in _shown()
    with warehouse.transaction() as conn:
        states = conn.exec_driver_sql("SELECT DISTINCT state FROM registry.return_state")
        assert {*states.scalars()} == {ReturnState.ACCEPTED}
