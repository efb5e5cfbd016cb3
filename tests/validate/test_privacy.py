"""Texts that may name a person are asked about, and the question does not repeat them."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from readings_by_hand import Row, make_reading, make_table, work, works

from etl.contracts import load_forms
from etl.model import Finding, Judgement, ReturnState, Severity
from etl.reference import Reference
from etl.validate import judge
from etl.wording.personal import QUESTION

SECRET = "hộ ông Nông Văn Kiên, 0912 345 678"


def of_works(*rows: object) -> Judgement:
    return works(load_forms(), Reference.load(), *rows)


def asked(judged: Judgement) -> list[Finding]:
    return [finding for finding in judged.findings if finding.rule_id == QUESTION]


def test_every_column_of_text_that_people_fill_is_searched() -> None:
    """Whatever the form: the columns come from the contracts, personal ones are hidden anyway."""
    for form in load_forms().values():
        texts = [c.name for c in form.columns if c.type == "text" and not c.personal]
        hidden = [c.name for c in form.columns if c.type == "text" and c.personal]
        row: Row = dict.fromkeys([*texts, *hidden], SECRET)
        reading = make_reading("ban-dan-toc", "2020", make_table(form.id, [row]))
        (judged,) = judge([reading], load_forms(), Reference.load())
        assert [finding.column for finding in asked(judged)] == texts, form.id
        for finding in asked(judged):
            assert finding.severity is Severity.WARNING
            assert "tên người, số điện thoại" in finding.message
            assert "Kiên" not in repr(astuple(finding))
            assert "0912" not in repr(astuple(finding))


def test_a_text_is_one_question_at_all_its_cells_and_known_again() -> None:
    """The key follows the text: a reason for it holds when rows move, and for no other text."""
    first = of_works(work(reason=SECRET), work(name="Đường B", reason=SECRET))
    (question,) = asked(first)
    assert [cell.row for cell in question.cells] == [10, 11]
    moved = of_works(work(), work(name="Đường B", reason=SECRET))
    assert [finding.row_key for finding in asked(moved)] == [question.row_key]
    other = of_works(work(reason="nhà bà Hoàng Thị Sen"))
    assert question.row_key not in {finding.row_key for finding in asked(other)}


def test_it_waits_for_an_answer_and_silences_nothing() -> None:
    clean = of_works(work())
    judged = of_works(work(reason=SECRET))
    assert asked(clean) == []
    assert judged.state is ReturnState.NEEDS_CONFIRMATION
    over = work(planned_million_vnd=100, disbursed_million_vnd=120, reason=SECRET)
    rules = {finding.rule_id for finding in of_works(over).findings}
    assert {QUESTION, "works.disbursed_above_plan_explained"} <= rules


def test_who_stands_in_a_column_of_names_is_known_in_every_form_of_the_workbook() -> None:
    name = "Lộc Ước"
    people = make_table("commendations", [{"recipient_name": name}])
    text = make_table("works", [work(reason=f"Do {name} đề nghị")])
    together = make_reading("ban-dan-toc", "2020", people, text)
    found = [one for one in judge([together], load_forms(), Reference.load()) if asked(one)]
    assert [judged.form_id for judged in found] == ["works"]


def test_what_is_asked_does_not_hang_on_what_is_judged_beside() -> None:
    people = make_reading(
        "ban-dan-toc", "2020", make_table("commendations", [{"recipient_name": "Lộc Ước"}])
    )
    text = make_reading(
        "ubnd-trang-dinh", "2020", make_table("works", [work(reason="Do Lộc Ước đề nghị")])
    )
    for batch in ([people, text], [text, people], [text]):
        judged = judge(batch, load_forms(), Reference.load())
        assert [asked(one) for one in judged if one.form_id == "works"] == [[]]


@pytest.mark.parametrize("count", [99, 100, 101, 250])
def test_many_texts_are_not_a_list_without_end(count: int) -> None:
    rows = [work(name=f"Đường {n}", reason=f"nhà ông Kiên {n}") for n in range(count)]
    found = asked(of_works(*rows))
    assert len(found) == min(count, 101)
    assert sum(len(finding.cells) for finding in found) == count
