"""On the desk the Board's steward and leader alone read small counts, and words about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from returns_by_hand import table
from year_of_counts import FORM, row

from etl.contracts import load_forms
from etl.desk.identity import Person, Role
from etl.desk.return_view import ReturnPage
from etl.desk.veil import Veil
from etl.model import Finding, Rung, Severity
from etl.reference import Reference
from etl.registry.return_history import Issue
from etl.registry.versions import Proposal

AT = dt.datetime(2020, 12, 1, tzinfo=dt.UTC)
TOLD = "3 vụ của một dòng"
"""What nobody else may read, wherever it is written."""
FINDING = {
    "form_id": FORM,
    "rule_id": f"{FORM}.completed_within_cases",
    "column_name": "completed_case_count",
    "row_label": "Dân sự",
    "row_key": "180|civil|advice",
    "value": TOLD,
    "expected": TOLD,
    "difference": TOLD,
    "message": f"Có {TOLD} hoàn thành, nhiều hơn thụ lý.",
    "confirmation_reason": TOLD,
    "decision_reason": TOLD,
    "earlier_reason": TOLD,
    "decision": None,
    "is_waived": False,
    "cells": [],
}
CORRECTION = {
    "sheet_no": 1,
    "excel_row": 8,
    "column_name": "case_count",
    "original_value": TOLD,
    "corrected_value": TOLD,
    "reason": TOLD,
    "decision_reason": TOLD,
    "findings": [
        {name: FINDING[name] for name in ("rule_id", "column_name", "row_key", "value", "expected",
                                          "message")} | {"severity": "warning", "reason": TOLD}
    ],
}  # fmt: skip


def page_of(form_id: str) -> ReturnPage:
    """Make the page of a return in which everything says it."""
    form = load_forms()[form_id]
    told = Finding(
        f"{form_id}.x", Severity.WARNING, Rung.ROW, TOLD, form_id, (), "case_count", value=TOLD
    )
    head: dict[str, Any] = {"form_id": form_id, "sheet": form.sheet, "more_sheets": [],
                            "data_note": TOLD, "file_name": "so-lieu.xlsx"}  # fmt: skip
    return ReturnPage(
        head=head,
        form=form,
        table=table(FORM, [row("180", "civil", 3)]),  # type: ignore[arg-type]
        findings=[{**FINDING, "form_id": form_id}],
        versions=[],
        events=[{"at": AT, "state": "accepted", "actor": "x", "reason": TOLD}],
        judgements=[{"at": AT, "cause": "corrected", "reason": TOLD}],
        corrections=[CORRECTION],
        waivers=[{"rule_id": "x", "reason": TOLD, "authority": TOLD}],
        issues=[Issue("new", told)],
        signature=None,
        standing="",
        proposals=[
            Proposal(1, 1, "withdraw", TOLD, "x", AT, "x", form_id, "2020", 1, "refused", "y", AT,
                     TOLD)
        ],
        closing=None,
        disputes=[],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "hides"),
    [
        (Role.STEWARD, False),
        (Role.LEADER, False),
        (Role.ANALYST, True),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_only_the_board_s_steward_and_leader_read_what_may_say_one(
    role: Role, *, hides: bool
) -> None:
    veil = Veil(Person("người xem", frozenset({role})), Reference.load())
    assert ("case_count" in veil.columns(load_forms()[FORM])) is hides
    page = veil.page(page_of(FORM))
    shown = replace(page, table=None)  # the sheet leaves out `columns`
    assert (TOLD not in str(shown)) is hides
    (finding,) = page.findings
    (proposed,) = page.corrections[0]["findings"]
    for one in (finding, proposed, {"message": page.issues[0].finding.message}):
        assert ("số nhỏ" in one["message"]) is hides
    waiver = veil.row({"form_id": FORM, "reason": TOLD, "authority": TOLD})
    assert (TOLD not in str(waiver)) is hides
    assert page.head["file_name"] == "so-lieu.xlsx"


def test_words_about_a_form_without_them_are_read_by_all() -> None:
    veil = Veil(Person("người xem", frozenset({Role.ANALYST})), Reference.load())
    page = veil.page(page_of("works"))
    assert page.head["data_note"] == page.events[0]["reason"] == page.proposals[0].reason == TOLD
    assert page.corrections[0]["reason"] == page.corrections[0]["findings"][0]["reason"] == TOLD
    assert page.findings[0]["confirmation_reason"] == TOLD
