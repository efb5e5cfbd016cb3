"""What is wrong in thousands of rows: told in few sentences, compared in few pairs."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from readings_by_hand import (
    FIRST_ROW,
    SHEET,
    Forms,
    judged,
    make_reading,
    make_table,
    unreadable,
    work,
)

from etl.model import Cell, Judgement
from etl.reference import Reference
from etl.validate.across.scene import joined

SENTENCES = 200  # that one check may say of one return
RULE = "works.disbursed_within_plan"


def _above_plan(count: int) -> list[dict[str, object]]:
    return [work(name=f"Đường tuyến {n}", disbursed_million_vnd=700.0 + n) for n in range(count)]


def _of_rule(verdict: Judgement, rule_id: str = RULE) -> list[tuple[str, int]]:
    """Give sentence and number of cells of each finding of a rule, the largest last."""
    found = [(f.message, len(f.cells)) for f in verdict.findings if f.rule_id == rule_id]
    return sorted(found, key=lambda one: one[1])


def test_up_to_so_many_rows_each_has_its_sentence(forms: Forms, reference: Reference) -> None:
    reading = make_reading(
        "ubnd-trang-dinh", "2020-Q1", make_table("works", _above_plan(SENTENCES))
    )
    (verdict,) = judged(forms, reference, reading)
    told = _of_rule(verdict)
    assert len({message for message, _ in told}) == SENTENCES
    assert not any("dòng khác" in message for message, _ in told)


def test_what_is_beyond_is_one_sentence_with_all_its_cells(
    forms: Forms, reference: Reference
) -> None:
    reading = make_reading(
        "ubnd-trang-dinh", "2020-Q1", make_table("works", _above_plan(SENTENCES + 51))
    )
    (verdict,) = judged(forms, reference, reading)
    told = _of_rule(verdict)
    assert len(told) == SENTENCES + 1
    message, cell_count = told[-1]
    assert message.startswith("Còn 51 dòng khác có lỗi cùng loại")
    cells_of_one_row = told[0][1]
    assert cell_count == 51 * cells_of_one_row
    every = {cell for f in verdict.findings if f.rule_id == RULE for cell in f.cells}
    assert len(every) == (SENTENCES + 51) * cells_of_one_row


def test_a_row_beyond_that_could_not_be_read_is_not_counted(
    forms: Forms, reference: Reference
) -> None:
    last = FIRST_ROW + SENTENCES + 50
    broken = replace(unreadable("disbursed_million_vnd", "H"), cells=(Cell(SHEET, "H", last),))
    reading = make_reading(
        "ubnd-trang-dinh",
        "2020-Q1",
        make_table("works", _above_plan(SENTENCES + 51)),
        findings=[broken],
    )
    (verdict,) = judged(forms, reference, reading)
    assert _of_rule(verdict)[-1][0].startswith("Còn 50 dòng khác")
    marked = {cell.row for f in verdict.findings if f.rule_id == RULE for cell in f.cells}
    assert last not in marked


def test_rows_that_say_the_same_of_a_column_stay_one_sentence(
    forms: Forms, reference: Reference
) -> None:
    rows = [work(name=None) for _ in range(SENTENCES + 51)]
    reading = make_reading("ubnd-trang-dinh", "2020-Q1", make_table("works", rows))
    (verdict,) = judged(forms, reference, reading)
    (told,) = _of_rule(verdict, "cell.required")
    assert told[1] == SENTENCES + 51


def test_a_key_that_is_repeated_is_paired_a_few_times_only() -> None:
    def rows(*communes: str | None) -> pd.DataFrame:
        return pd.DataFrame({"commune": communes, "household_count": range(len(communes))})

    now, then = rows(*["06001"] * 400, "06004", None), rows("06004", *["06001"] * 400, None)
    both = joined(now, then, ["commune"])
    assert both["commune"].value_counts().to_dict() == {"06001": 9, "06004": 1}
    one = joined(rows("06001", "06004"), rows("06004"), ["commune"])
    assert one[["household_count", "household_count_other"]].values.tolist() == [[1, 0]]
