"""A reason is told again when the same fault comes back in a later period."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import DISTRICT, corrected, error, explain, judged, waive, warning, works

from etl import warehouse
from etl.cli.status import outcome_text
from etl.load import load
from etl.model import Cell, EarlierReason, Finding, ReturnState
from etl.pipeline import Outcome
from etl.pipeline.returned import repeated_faults
from etl.registry import decisions, return_history

REASON = "Được bổ sung kế hoạch vốn theo Quyết định số 45/QĐ-UBND"
KEY = f"works|works.disbursed_above_planned|disbursed_million_vnd|{warning().row_key}"


def explained(
    conn: sa.Connection,
    content: str,
    *,
    reason: str = REASON,
    accepted: bool = True,
    one: Finding | None = None,
    agency_id: str = DISTRICT,
    period_key: str = "2019",
) -> int:
    """Judge a return with a warning, explain it, and decide on the reason."""
    one = one or warning()
    read = works({} if agency_id == DISTRICT else {"commune": "06073"})
    return_id = judged(conn, content, read, [one], agency_id=agency_id, period_key=period_key)
    ident = explain(conn, return_id, one, reason=reason, actor=agency_id)
    if accepted:
        decisions.accept_confirmation(conn, ident, actor="can-bo-1")
    else:
        decisions.refuse_confirmation(conn, ident, actor="can-bo-1", reason="Chưa rõ văn bản")
    return return_id


@pytest.mark.parametrize(
    ("before", "now"), [("2019", "2020"), ("2020-Q1", "2020-Q2"), ("2020-Q4", "2020")]
)
def test_an_accepted_reason_is_told_in_the_next_period(home: Path, before: str, now: str) -> None:
    with warehouse.transaction("owner") as conn:
        explained(conn, "trước", period_key=before)
        later = judged(conn, "sau", works({}), [replace(warning(), value="900")], period_key=now)
        found = return_history.earlier_reasons(conn, later)
    assert found == {KEY: EarlierReason("confirmed", before, REASON)}
    assert found[KEY].reusable
    assert found[KEY].text.endswith(f"cơ quan đã giải trình và được chấp nhận: “{REASON}”")


def test_another_fault_agency_or_time_is_not_the_same(home: Path) -> None:
    """Neither another row, rule or agency, nor a refused reason, nor a later period."""
    with warehouse.transaction("owner") as conn:
        explained(conn, "1", one=warning(row_key="180|06001|Công trình 7"))
        explained(conn, "2", one=replace(warning(), rule_id="works.other"))
        explained(conn, "3", agency_id="ubnd-binh-gia")
        explained(conn, "4", accepted=False)
        explained(conn, "5", period_key="2021")
        explained(conn, "6", period_key="2020", reason="Của bản trước cùng kỳ")
        later = judged(conn, "sau", works({}), [warning()])
        assert return_history.earlier_reasons(conn, later) == {}


def test_the_nearest_period_is_told(home: Path) -> None:
    with warehouse.transaction("owner") as conn:
        explained(conn, "xa", period_key="2018", reason="Lý do của năm 2018")
        explained(conn, "gần", period_key="2019", reason="Lý do của năm 2019")
        later = judged(conn, "sau", works({}), [warning()])
        assert return_history.earlier_reasons(conn, later)[KEY].reason == "Lý do của năm 2019"


def test_a_waiver_and_a_correction_are_told_too_and_are_not_the_agency_s_to_reuse(
    home: Path,
) -> None:
    with warehouse.transaction("owner") as conn:
        waive(
            conn,
            error().rule_id,
            reason="Mất sổ do lũ",
            agency_id=DISTRICT,
            form_id="works",
            period_key="2019",
        )
        before = explained(conn, "trước")
        load(conn, {before: works({})})
        assert return_history.state_of(conn, before) is ReturnState.ACCEPTED
        corrected(conn, before, 8, "disbursed_million_vnd", 99, reason="Theo Kho bạc")
        later = judged(conn, "sau", works({}), [warning(), error()])
        found = return_history.earlier_reasons(conn, later)
    assert found[KEY] == EarlierReason("corrected", "2019", "Theo Kho bạc")
    of_error = next(one for key, one in found.items() if key.split("|")[1] == error().rule_id)
    assert of_error == EarlierReason("waived", "2019", "Mất sổ do lũ")
    assert not of_error.reusable


@pytest.mark.parametrize("agency_id", [DISTRICT, None])
@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_waiver_for_all_agencies_is_told_and_a_revoked_one_is_not(
    home: Path, agency_id: str | None, is_revoked: bool
) -> None:
    with warehouse.transaction("owner") as conn:
        waiver = waive(
            conn,
            error().rule_id,
            reason="Mất sổ do lũ",
            agency_id=agency_id,
            form_id="works",
            period_key="2019",
        )
        if is_revoked:
            decisions.revoke_waiver(conn, waiver, actor="can-bo-1", reason="Đã tìm thấy sổ")
        later = judged(conn, "sau", works({}), [error()])
        found = return_history.earlier_reasons(conn, later)
    told = [] if is_revoked else [EarlierReason("waived", "2019", "Mất sổ do lũ")]
    assert list(found.values()) == told


@pytest.mark.parametrize(
    "written", ["như kỳ trước", "Như kỳ trước.", "NHƯ KỲ TRƯỚC", "“như kỳ trước”"]
)
def test_an_officer_may_write_as_in_the_period_before(home: Path, written: str) -> None:
    """The reason that was accepted then is taken in, for a steward to decide on."""
    with warehouse.transaction("owner") as conn:
        explained(conn, "trước")
        reasons = {KEY: written}
        later = judged(conn, "sau", works({}), [warning()], explanations=reasons)
        assert return_history.reasons_given(conn, later) == {KEY: REASON}
        assert return_history.state_of(conn, later) is ReturnState.NEEDS_CONFIRMATION


@pytest.mark.parametrize("written", ["như kỳ trước", "Như kỳ trước, thêm vốn đợt hai"])
def test_other_words_are_taken_as_they_are(home: Path, written: str) -> None:
    """Also those words themselves where nothing was decided before."""
    with warehouse.transaction("owner") as conn:
        if "," in written:
            explained(conn, "trước")
        reasons = {KEY: written}
        later = judged(conn, "sau", works({}), [warning()], explanations=reasons)
        assert return_history.reasons_given(conn, later) == {KEY: written}


def test_a_run_tells_what_was_decided_before(home: Path) -> None:
    """On the terminal, file, form, cell and reason stand in one line."""
    with warehouse.transaction("owner") as conn:
        explained(conn, "trước")
        later = judged(conn, "sau", works({}), [warning(), error()])
        (found,) = return_history.returns_of(conn, ids=[later])
    (line,) = repeated_faults([found.submission_id])
    assert line.startswith("sau.xlsx, Biểu số 01/BDT, ô H8: Năm 2019, cơ quan đã giải trình")
    assert "trang tính" not in line
    outcome = Outcome(1, 1, 0, ("sau_tra-lai.xlsx",), (), repeated=(line,))
    assert f"đã có quyết định kỳ trước: {line}" in outcome_text(outcome)


def test_a_run_tells_the_sheet_of_a_form_on_several(home: Path) -> None:
    one = replace(warning(), cells=(Cell("Cụm nam", "H", 8),))
    with warehouse.transaction("owner") as conn:
        explained(conn, "trước")
        later = judged(conn, "sau", replace(works({}), more_sheets=("Cụm nam",)), [one])
        (found,) = return_history.returns_of(conn, ids=[later])
    (line,) = repeated_faults([found.submission_id])
    assert line.startswith("sau.xlsx, Biểu số 01/BDT, ô H8, trang tính “Cụm nam”: Năm 2019")
