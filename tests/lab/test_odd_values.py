"""Odd values in files of other programs: what an .xlsx cannot be made to say for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Column, Form, Rule
from etl.validate import judge
from etl.workbook.read import read_workbook
from etl.workbook.reasons import gives_reason
from tests.lab.ink import write
from tests.lab.odd_reasons import SAYING_NOTHING, SAYING_SOMETHING
from tests.lab.odd_values import FORMS, NO_REASONS, becomes, everywhere
from tests.lab.score import score
from tests.lab.sketch import reference, sketch
from tests.lab.test_old_formats import convert


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_number_without_an_end_is_found_at_its_cell(suffix: str, tmp_path: Path) -> None:
    drawn = {form: sketch(form, 0) for form in FORMS}
    expected = {form: everywhere("1E+400")(one) for form, one in drawn.items()}
    for one in drawn.values():
        one.after.clear()  # the stand-in is changed once it is converted
    written = [write(one, tmp_path / form) for form, one in drawn.items()]
    readings = []
    for form, path in convert(written, suffix, tmp_path).items():
        path.write_bytes(becomes("1E+400")(path.read_bytes()))
        readings.append(read_workbook(path, load_forms(), reference()))
        scored = score(form, readings[-1], drawn[form], expected[form])
        assert scored.is_right, (form, scored.missed, scored.invented)
    judged = judge(readings, load_forms(), reference())
    assert {one.form_id for one in judged} == set(FORMS)


EXPLAINED = [
    (form, rule, column)
    for form in load_forms().values()
    for column in form.columns
    for rule in form.rules
    if column.explains and rule.kwargs.get("row_condition") == f"{column.name}.isnull()"
]


@pytest.mark.parametrize(
    ("form", "rule", "column"), EXPLAINED, ids=lambda one: getattr(one, "id", "")
)
def test_what_is_no_reason_explains_nothing(
    form: Form, rule: Rule, column: Column, tmp_path: Path
) -> None:
    drawn = sketch(form.id, 0)
    higher, lower = (str(rule.kwargs[name]) for name in ("column_A", "column_B"))
    for line, said in zip(drawn.records, [*NO_REASONS[:11], "Được bổ sung vốn"], strict=True):
        line.cells[lower] = line.cells[higher] + 0.25
        line.cells[column.name] = said
    reading = read_workbook(write(drawn, tmp_path / "a"), load_forms(), reference())
    found = [
        cell.ref
        for judgement in judge([reading], load_forms(), reference())
        for finding in judgement.findings
        if finding.rule_id == rule.id
        for cell in finding.cells
    ]
    assert sorted(found) == sorted(drawn.place(line, lower)[1] for line in drawn.records[:-1])


def test_words_that_say_that_there_is_no_reason_are_none() -> None:
    assert [text for text in SAYING_NOTHING if gives_reason(text)] == []
    assert [text for text in SAYING_SOMETHING if not gives_reason(text)] == []
