"""A slip of the pen in any declaration is one sentence that names file and line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from etl.contracts.check import require_sound
from etl.errors import ContractError
from etl.report.catalogue import read_catalogue
from etl.report.document import DocumentWords

FIGURES = "etl/report/text/figures.yaml"
OBLIGATIONS = "sql/seeds/obligation.csv"


class Slip(NamedTuple):
    """A change of one file, and what is said of it."""

    file: str
    old: str
    new: str
    said: str
    at: str = ""  # what the line begins with that is named; the changed one otherwise


def _of(form: str, old: str, new: str, said: str, at: str = "") -> Slip:
    return Slip(f"expectations/{form}.odcs.yaml", old, new, said, at)


def _own(word: str, value: str) -> str:
    return f"{{property: {word}, value: {value}}}"


SLIPS = {
    "unknown kind": _of(
        "works",
        _own("kind", "commune"),
        _own("kind", "hamlet"),
        "works.commune.kind: 'hamlet' is none of 'text', 'integer', 'number', 'date', 'choice', "
        "'commune', 'district' or 'ethnic_group'",
    ),
    "unknown rows": _of(
        "works",
        _own("rows", "open"),
        _own("rows", "schools"),
        "rows: 'schools' is none of 'open', 'communes' or 'ethnic_groups'",
    ),
    "unknown measure": _of(
        "works",
        _own("measure", "flow"),
        _own("measure", "fluid"),
        "works.planned_million_vnd.measure: 'fluid' is none of 'flow', 'stock' or ''",
    ),
    "code twice": _of(
        "works",
        _own("code", "B"),
        _own("code", "A"),
        "works.commune.code: 'A' is the code of district, too",
    ),
    "column twice": _of(
        "works",
        "- name: completed_on",
        "- name: started_on",
        "works.started_on.name: 'started_on' stands there twice",
    ),
    "number twice": _of(
        "works",
        "Biểu số 01/BDT",
        "Biểu số 03/BDT",
        "number: 'Biểu số 03/BDT' is that of poverty.odcs.yaml, too",
    ),
    "sheet twice": _of(
        "works",
        '"01-Công trình"',
        '"03-HỘ NGHÈO"',
        "sheet: '03-HỘ NGHÈO' is that of poverty.odcs.yaml, too",
    ),
    "no key": _of(
        "population",
        "        primaryKey: true\n",
        "",
        "population.properties: rows need a key: say primaryKey: true of some columns",
        at="    properties:",
    ),
    "capital letter": _of(
        "population",
        "- name: reason",
        "- name: Reason",
        "population.Reason.name: 'Reason' is no name for SQL: up to 50 small letters, digits and "
        "_, a letter first",
    ),
    "quote": _of(
        "population",
        "- name: reason",
        '- name: "reason\'s"',
        "population.reason's.name: \"reason's\" is no name for SQL: up to 50 small letters, digits "
        "and _, a letter first",
    ),
    "name that is taken": _of(
        "population",
        "- name: reason",
        "- name: excel_row",
        "population.excel_row.name: 'excel_row' is a name of the program's own; choose another",
    ),
    "form's capital letter": _of(
        "works",
        "id: works",
        "id: Works",
        "id: 'Works' is no name for SQL: up to 50 small letters, digits and _, a letter first",
    ),
    "schema of another name": _of(
        "works",
        "  - name: works\n",
        "  - name: roads\n",
        "roads.name: the schema is named as the contract: 'works'",
    ),
    "money in integers": _of(
        "support_projects",
        _own("unit", "hộ"),
        _own("unit", "triệu đồng"),
        "support_projects.household_count.unit: 'triệu đồng' is money, which is no integer; say "
        "kind number",
    ),
    "kind's name, yet text": _of(
        "works",
        _own("kind", "commune"),
        _own("kind", "text"),
        "works.commune.kind: is text, but commune is a kind of its own; say it",
    ),
    "logical type of another kind": _of(
        "works",
        "logicalType: date",
        "logicalType: string",
        "works.started_on.logicalType: is 'string'; a date is a date",
    ),
    "argument of no column": _of(
        "works",
        "column_A: commune_district",
        "column_A: quarter",
        "works.commune_in_district.column_A: unknown column 'quarter'",
    ),
    "condition of no column": _of(
        "works",
        'row_condition: "reason.isnull()"',
        'row_condition: "remark.isnull()"',
        "works.disbursed_within_plan.row_condition: unknown column 'remark'",
    ),
    "sum of no column": _of(
        "works",
        "money_million_vnd: planned_million_vnd +",
        "money_million_vnd: given_million_vnd +",
        "works.maintained_has_money.money_million_vnd: unknown column 'given_million_vnd'",
    ),
    "mark of no column": _of(
        "works",
        _own("columns", "[commune]"),
        _own("columns", "[town]"),
        "works.commune_in_district.columns: unknown column 'town'",
    ),
    "example of no column": _of(
        "works",
        "- property: failing\n            value:\n              - {return_number",
        "- property: failing\n            value:\n              - {town: 1, return_number",
        "works.unique_work.failing: unknown column 'town'",
    ),
    "no example": _of(
        "population",
        "          - property: failing\n            value:\n"
        "              - {person_count: 40, female_person_count: 41}\n",
        "",
        "population.female_within_persons: has no failing example",
        at="      - name: female_within_persons",
    ),
    "comparison of no column": Slip(
        "expectations/across_forms.yaml",
        "by: [district, commune, name]",
        "by: [district, hamlet, name]",
        "across.new_works_quarters_make_year.by: unknown column 'hamlet'",
    ),
    "comparison's example of no column": Slip(
        "expectations/across_forms.yaml",
        "rows: [{planned_million_vnd: 10.5,",
        "rows: [{given_million_vnd: 10.5,",
        "across.works_quarters_make_year.rows: unknown column 'given_million_vnd'",
    ),
    "comparison of no form": Slip(
        "expectations/across_forms.yaml",
        "    form: works\n",
        "    form: roads\n",
        "across.works_quarters_make_year.form: 'roads' is no form",
    ),
    "comparison of an unknown kind": Slip(
        "expectations/across_forms.yaml",
        "kind: year_on_year_rise",
        "kind: astrology",
        "across.minority_poverty_rises.kind: 'astrology' is none of 'quarters_sum_to_year', "
        "'quarters_count_to_year', 'year_equals_last_quarter', 'year_on_year_change', "
        "'year_on_year_rise', 'year_on_year_same', 'thousandfold', 'unique_over_agencies' or "
        "'related_missing'",
    ),
    "standing rule of no column": Slip(
        "expectations/standing_rules.yaml",
        "{value} không phải gửi",
        "{town} không phải gửi",
        "file.not_owed.message: unknown placeholders ['town']",
        at="    message: >-",
    ),
    "indicator of no column": Slip(
        FIGURES,
        "columns: [kind]",
        "columns: [sort]",
        "works_new_count.columns: unknown column 'sort'",
        at="  detail:",
    ),
    "indicator of no form": Slip(
        FIGURES, "form: works", "form: roads", "works_new_count.form: 'roads' is no form"
    ),
    "obligation of no form": Slip(
        OBLIGATIONS, ",district,works,year", ",district,roads,year", "form_id: 'roads' is no form"
    ),
    "obligation too often": Slip(
        OBLIGATIONS,
        "population,year",
        "population,quarter",
        "form_id: population is not made each quarter",
    ),
    "reference to no list": _of(
        "works",
        "to: area.code",
        "to: area.postcode",
        "works.district.to: 'area.postcode' is no column of a list in sql/seeds",
    ),
}
UNKNOWN = "is unknown here; a text with commas needs quotes"
SLIPS |= {
    f"unknown word of {what}": slip._replace(said=f"{slip.said}: {UNKNOWN}")
    for what, slip in {
        "a form": _of("works", "property: unit,", "property: units,", "units"),
        "a contract": _of("works", "domain: cong", "domian: cong", "domian"),
        "a column": _of("works", "required: true", "requird: true", "works.district.requird"),
        "a column's own": _of("works", "property: hint", "property: hints", "works.district.hints"),
        "an expectation": _of(
            "works", "or_equal: true", "or_equals: true", "works.disbursed_within_plan.or_equals"
        ),
        "a rule": _of(
            "works", "dimension: uniq", "dimensions: uniq", "works.unique_work.dimensions"
        ),
        "a comparison": Slip(
            "expectations/across_forms.yaml",
            "explained_by:",
            "explaned_by:",
            "across.poverty_changes_sharply.explaned_by",
        ),
        "a standing rule": Slip(
            "expectations/standing_rules.yaml",
            "title: Tệp Excel không bị hỏng",
            "title: Tệp Excel không bị hỏng, mất",
            "file.damaged.mất",
        ),
        "a warehouse check": Slip(
            "expectations/warehouse.yaml", "    each: form", "    every: form", "rows_loaded.every"
        ),
        "an indicator": Slip(
            FIGURES, "  headline: true\n", "  head: true\n", "works_new_count.head"
        ),
    }.items()
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_sentence_with_file_and_line(declarations: Path, slip: Slip) -> None:
    path = declarations / slip.file
    text = path.read_text(encoding="utf-8")
    assert slip.old in text
    changed = text.replace(slip.old, slip.new, 1 if slip.new else -1)
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        require_sound(declarations)
    named, line, said = str(caught.value).split(":", 2)
    assert named == path.name
    assert said == f" {slip.said}"
    told = changed.splitlines()[int(line) - 1]
    expected = slip.at or next(new for new in slip.new.splitlines() if new)
    assert expected in told


def test_no_report_is_made_of_a_figure_that_stands_on_no_column(declarations: Path) -> None:
    path = declarations / FIGURES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("columns: [kind]", "columns: [sort]", 1), encoding="utf-8")
    with pytest.raises(ContractError, match=r"figures\.yaml:15: .*unknown column 'sort'"):
        read_catalogue(DocumentWords({}, {}), path.parent)
