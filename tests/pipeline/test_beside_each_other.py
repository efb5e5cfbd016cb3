"""Returns beside each other in the real warehouse: blanks, strangers, and counterparts that go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import waive

from etl import pipeline, warehouse
from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.errors import RegistryError
from etl.judge.correct import check_correction
from etl.model import Period, ReturnState, Severity
from etl.reference import Reference
from etl.registry import corrections, decisions, judged, return_history
from etl.workbook.template.blank_workbook import write_template
from sample import sample_rows, write_workbook
from sample.faults import Fault, Rows

PAID = "disbursed_million_vnd"
OURS, STRANGER, YEAR = "ubnd-dinh-lap", "so-ldtbxh", Period.parse("2020")


def rows(statement: str) -> list[tuple[object, ...]]:
    with warehouse.transaction("owner") as conn:
        return [tuple(row) for row in conn.execute(sa.text(statement))]


def states() -> list[tuple[object, ...]]:
    """Give what became of every version of every return."""
    return rows(
        "SELECT s.file_name, r.form_id, r.version, t.state FROM registry.return r "
        "JOIN registry.submission s ON s.id = r.submission_id "
        "JOIN registry.return_state t ON t.return_id = r.id ORDER BY 1, 2, 3"
    )


def state(agency_id: str, form_id: str) -> str:
    (found,) = rows(
        "SELECT state FROM registry.standing "
        f"WHERE agency_id = '{agency_id}' AND form_id = '{form_id}' AND period_key = '2020'"
    )
    return str(found[0])


def counted() -> list[tuple[object, ...]]:
    return rows(
        "SELECT agency_id, form_id, version, is_nil FROM mart.return_in_force ORDER BY 1, 2"
    )


def works_of_stranger(folder: Path, less: float = 0.0) -> Path:
    """Write the works of Đình Lập as a body that owes none would send them, with less paid."""
    reference = Reference.load()
    lines = sample_rows("works", reference.agency(OURS, YEAR.ends_on), YEAR)
    lines[0][PAID] = round(float(str(lines[0][PAID])) - less, 1)
    path = folder / f"{STRANGER}.xlsx"
    agency, form = reference.agency(STRANGER, YEAR.ends_on), load_forms()["works"]
    write_template(path, agency, YEAR, [form], reference, prefill={"works": lines})
    return path


def run(folder: Path, *files: Path) -> None:
    """Take files through the corridor in one batch."""
    folder.mkdir(exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
    pipeline.run(folder)
    for file in files:
        (folder / file.name).unlink()


def test_an_untouched_blank_supersedes_nothing(home: Path, tmp_path: Path) -> None:
    run(tmp_path / "a", write_workbook(tmp_path, OURS, "2020"))
    before = counted()
    (tmp_path / "blank").mkdir()
    (blank,) = write_blank_workbooks("2020", tmp_path / "blank", OURS)
    blank = blank.rename(tmp_path / "blank" / "trong.xlsx")
    run(tmp_path / "a", blank)

    assert counted() == before
    of_blank = {form_id: found for name, form_id, _, found in states() if name == "trong.xlsx"}
    assert of_blank == dict.fromkeys(
        ("works", "support_projects", "population", "assessment"), "needs_confirmation"
    )


def test_a_stranger_refuses_nobody_and_may_be_admitted(home: Path, tmp_path: Path) -> None:
    run(tmp_path / "a", works_of_stranger(tmp_path))
    assert state(STRANGER, "works") == "rejected"
    run(tmp_path / "a", write_workbook(tmp_path, OURS, "2020-Q1"))
    assert {found for name, _, _, found in states() if OURS in str(name)} == {"accepted"}

    with warehouse.transaction("steward") as conn:
        waive(conn, "file.not_owed", agency_id=STRANGER, form_id="works", period_key="2020")
    pipeline.run()
    assert state(STRANGER, "works") == "accepted"
    assert (STRANGER, "works", 1, False) in counted()


def test_who_was_asked_because_of_another_is_judged_anew_when_that_one_goes(
    home: Path, tmp_path: Path
) -> None:
    run(tmp_path / "a", works_of_stranger(tmp_path))
    with warehouse.transaction("steward") as conn:
        waive(conn, "file.not_owed", agency_id=STRANGER, form_id="works", period_key="2020")
    run(tmp_path / "a", write_workbook(tmp_path, OURS, "2020"))
    assert state(OURS, "works") == "needs_confirmation"
    pipeline.run()
    assert state(OURS, "works") == "needs_confirmation"

    with warehouse.transaction("steward") as conn:
        ((stranger,),) = conn.execute(
            sa.text("SELECT return_id FROM registry.standing WHERE agency_id = :a"),
            {"a": STRANGER},
        ).all()
        return_history.append_event(conn, stranger, ReturnState.WITHDRAWN, "can-bo-1", "Gửi nhầm")
    pipeline.run()
    assert state(OURS, "works") == "accepted"
    assert [one for one in counted() if one[1] == "works"] == [(OURS, "works", 1, False)]
    assert rows("SELECT cause, count(*) FROM registry.judgement GROUP BY 1 ORDER BY 1")[0] == (
        "counterpart_gone",
        1,
    )


def test_who_was_asked_is_judged_anew_once_when_the_other_sends_a_new_version(
    home: Path, tmp_path: Path
) -> None:
    """That loading it ends the version before says nothing new, whenever the next run comes."""
    run(tmp_path / "a", works_of_stranger(tmp_path))
    with warehouse.transaction("steward") as conn:
        waive(conn, "file.not_owed", agency_id=STRANGER, form_id="works", period_key="2020")
    run(tmp_path / "a", write_workbook(tmp_path, OURS, "2020"))
    run(tmp_path / "a", works_of_stranger(tmp_path, less=1.5))
    pipeline.run()
    assert (STRANGER, "works", 2, False) in counted()
    asked = "SELECT count(*) FROM registry.judgement WHERE cause = 'counterpart_gone'"
    assert rows(asked) == [(1,)]
    assert state(OURS, "works") == "needs_confirmation"


def test_what_waited_when_places_were_not_kept_yet_is_judged_again_before_it_may_count(
    home: Path, tmp_path: Path
) -> None:
    """An earlier version had judged it; until the next run nobody knows what it would double."""
    run(tmp_path / "a", works_of_stranger(tmp_path))
    with warehouse.transaction("steward") as conn:
        waive(conn, "file.not_owed", agency_id=STRANGER, form_id="works", period_key="2020")
    run(tmp_path / "a", write_workbook(tmp_path, OURS, "2020"))
    ((ours,),) = rows(
        f"SELECT return_id FROM registry.standing WHERE form_id = 'works' AND agency_id = '{OURS}'"
    )
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("ALTER TABLE registry.judgement DISABLE TRIGGER append_only")
        conn.exec_driver_sql("UPDATE registry.judgement SET places = NULL")
        conn.exec_driver_sql("ALTER TABLE registry.judgement ENABLE TRIGGER append_only")
    with warehouse.transaction("steward") as conn:
        assert judged.to_judge_anew(conn) == {ours: "rules_changed"}
        (asked,) = [
            one for one in return_history.findings(conn, ours) if one.severity is Severity.WARNING
        ]
        reason = decisions.confirm(
            conn,
            ours,
            asked.rule_id,
            column=asked.column,
            row_key=asked.row_key,
            reason="Thuộc địa bàn của huyện",
            actor=OURS,
        )
    for refused in ("trước lần nâng cấp", "tính hai lần"):
        with (
            pytest.raises(RegistryError, match=refused),
            warehouse.transaction("steward") as conn,
        ):
            decisions.accept_confirmation(conn, reason, actor="can-bo-1")
        pipeline.run()
    with warehouse.transaction() as conn:
        assert judged.to_judge_anew(conn) == {}
    (known,) = rows(
        f"SELECT places FROM registry.judgement WHERE return_id = {ours} ORDER BY id DESC LIMIT 1"
    )
    assert known[0]
    causes = rows(f"SELECT cause FROM registry.judgement WHERE return_id = {ours} ORDER BY id")
    assert causes == [("received",), ("rules_changed",)]


def _rename_one_work_of_the_stranger() -> None:
    ((return_id, row),) = rows(
        "SELECT return_id, excel_row FROM mart.works JOIN mart.return_in_force "
        f"USING (return_id) WHERE return_in_force.agency_id = '{STRANGER}' "
        "ORDER BY excel_row LIMIT 1"
    )
    check = check_correction(int(str(return_id)), (1, int(str(row))), "name", "Công trình khác hẳn")
    with warehouse.transaction("steward") as conn:
        reasons = dict.fromkeys(range(len(check.new)), "Theo hồ sơ công trình")
        proposed = corrections.propose_correction(
            conn, check, reason="Ghi nhầm tên", actor="can-bo-1", reasons=reasons
        )
        corrections.decide_correction(conn, proposed, "approved", actor="can-bo-2", check=check)


def test_a_correction_stays_when_its_return_is_judged_anew(home: Path, tmp_path: Path) -> None:
    """The cell that could not be read is not held against it once more."""

    def unreadable(of: Rows) -> None:
        of["works"][4]["disbursed_million_vnd"] = "12o,5"

    run(tmp_path / "a", works_of_stranger(tmp_path))
    with warehouse.transaction("steward") as conn:
        waive(conn, "file.not_owed", agency_id=STRANGER, form_id="works", period_key="2020")
    fault = Fault(OURS, "2020", "", in_rows=unreadable)
    run(tmp_path / "a", write_workbook(tmp_path, OURS, "2020", fault=fault))
    assert state(OURS, "works") == "rejected"
    ((return_id, cells),) = rows(
        "SELECT return_id, cells FROM registry.standing_finding "
        "WHERE rule_id = 'cell.unreadable_number'"
    )
    row = cells[0]["row"]  # type: ignore[index]
    check = check_correction(int(str(return_id)), (1, row), "disbursed_million_vnd", 1.5)
    with warehouse.transaction("steward") as conn:
        proposed = corrections.propose_correction(
            conn,
            check,
            reason="Kho bạc xác nhận",
            actor="can-bo-1",
            reasons=dict.fromkeys(range(len(check.new)), "Theo xác nhận của Kho bạc"),
        )
        corrections.decide_correction(conn, proposed, "approved", actor="can-bo-2", check=check)
    assert state(OURS, "works") == "needs_confirmation"  # another reports the same works

    before = rows("SELECT count(*) FROM registry.judgement")
    pipeline.run()
    assert rows("SELECT count(*) FROM registry.judgement") == before  # nothing has become of it
    _rename_one_work_of_the_stranger()
    pipeline.run()
    assert rows("SELECT count(*) FROM registry.judgement") == [(int(str(before[0][0])) + 2,)]

    with warehouse.transaction("steward") as conn:
        ((stranger,),) = conn.execute(
            sa.text("SELECT return_id FROM registry.standing WHERE agency_id = :a"),
            {"a": STRANGER},
        ).all()
        return_history.append_event(conn, stranger, ReturnState.WITHDRAWN, "can-bo-1", "Gửi nhầm")
    pipeline.run()
    assert state(OURS, "works") == "accepted"
    assert rows(f"SELECT disbursed_million_vnd::float FROM mart.works WHERE excel_row = {row}") == [
        (1.5,)
    ]


def test_one_run_gives_what_a_run_each_gives(
    start_over: Callable[[], Path], tmp_path: Path
) -> None:
    """A stranger, quarters, a year that they do not make, a blank, and the first file again."""
    files = [works_of_stranger(tmp_path)]
    files += [write_workbook(tmp_path, OURS, key) for key in ("2020-Q1", "2020-Q2", "2020-Q3")]
    (tmp_path / "blank").mkdir()
    (blank,) = write_blank_workbooks("2020-Q2", tmp_path / "blank", OURS)
    files.append(blank.rename(tmp_path / "blank" / "trong.xlsx"))
    other = write_workbook(tmp_path, "ubnd-bac-son", "2020-Q4")
    files += [
        other,
        write_workbook(tmp_path, OURS, "2020-Q4"),
        write_workbook(tmp_path, OURS, "2020"),
    ]

    def taken(batches: Sequence[Sequence[Path]]) -> tuple[object, ...]:
        home = start_over()
        for number, batch in enumerate(batches):
            run(home / f"{number}", *batch)
        findings = rows(
            "SELECT s.file_name, f.rule_id, f.form_id, f.column_name, f.row_key, f.message "
            "FROM registry.standing_finding f JOIN registry.submission s ON s.id = f.submission_id "
            "ORDER BY 1, 2, 3, 4, 5, 6"
        )
        return states(), findings, counted()

    alone = taken([[file] for file in files])
    assert alone[0]
    assert taken([files[:3], files[3:]]) == alone
