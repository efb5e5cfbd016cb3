"""A slip of the pen in any declaration is one sentence that names file and line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from etl.contracts.check import require_sound
from etl.contracts.indicators import load_indicators
from etl.errors import ContractError

INDICATORS = "expectations/indicators.yaml"
TARGETS = "sql/seeds/target.csv"
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


SHARED = "expectations/columns.yaml"
SLIPS = {
    "unknown kind": _of(
        "works",
        "    kind: date",
        "    kind: hour",
        "started_on.kind: 'hour' is none of text, integer, number, date, choice, commune, "
        "district, area, agency, ethnic_group",
    ),
    "unknown kind of a shared column": Slip(
        SHARED,
        "  kind: number",
        "  kind: money",
        "planned_million_vnd.kind: 'money' is none of text, integer, number, date, choice, "
        "commune, district, area, agency, ethnic_group",
    ),
    "unknown rows": _of(
        "poverty",
        "each: [commune]",
        "each: [school]",
        "each: 'school' is none of the columns ['district', 'commune', 'standard', "
        "'household_count', 'minority_household_count', 'poor_household_count', "
        "'poor_minority_household_count', 'near_poor_household_count', "
        "'near_poor_minority_household_count', 'reason']",
    ),
    "rows without a list": _of(
        "poverty",
        "each: [commune]",
        "each: [reason]",
        "each: 'reason' has no list whose members it prints",
    ),
    "unknown measure": _of(
        "works",
        "measure: stock",
        "measure: fluid",
        "total_investment_million_vnd.measure: 'fluid' is none of 'flow', 'stock', "
        "'cumulative' or ''",
    ),
    "shared column that is none": _of(
        "works",
        "use: commune",
        "use: village",
        "village.use: 'village' is no column of columns.yaml",
    ),
    "shared column that nobody uses": Slip(
        SHARED, "reason:\n", "remark: {}\nreason:\n", "remark: is used by no contract"
    ),
    "code twice": _of(
        "works", "code: B", "code: A", "commune.code: 'A' is the code of district, too"
    ),
    "column twice": _of(
        "works",
        "- name: completed_on",
        "- name: started_on",
        "started_on.name: 'started_on' stands there twice",
    ),
    "number twice": _of(
        "works",
        "Biểu số 01/BDT",
        "Biểu số 03/BDT",
        "number: 'Biểu số 03/BDT' is that of poverty.odcs.yaml, too",
    ),
    "sheet twice": _of(
        "works",
        "01-Công trình",
        "03-HỘ NGHÈO",
        "sheet: '03-HỘ NGHÈO' is that of poverty.odcs.yaml, too",
    ),
    "no key": _of(
        "assessment",
        "    key: true\n",
        "",
        "columns: rows need a key: say key: true of some columns",
        at="columns:",
    ),
    "capital letter": _of(
        "population",
        "- name: person_count",
        "- name: Persons",
        "Persons.name: 'Persons' is no name for SQL: up to 50 small letters, digits and "
        "_, a letter first",
    ),
    "quote": _of(
        "population",
        "- name: person_count",
        '- name: "person\'s"',
        "person's.name: \"person's\" is no name for SQL: up to 50 small letters, digits "
        "and _, a letter first",
    ),
    "name that is taken": _of(
        "population",
        "- name: female_person_count",
        "- name: excel_row",
        "excel_row.name: 'excel_row' is a name of the program's own; choose another",
    ),
    "form's capital letter": _of(
        "works",
        "id: works",
        "id: Works",
        "id: 'Works' is no name for SQL: up to 50 small letters, digits and _, a letter first",
    ),
    "form of another name than its file": _of(
        "works", "id: works", "id: roads", "id: id is 'roads'; name the file roads.odcs.yaml"
    ),
    "money in integers": _of(
        "support_projects",
        "unit: hộ",
        "unit: triệu đồng",
        "household_count.unit: 'triệu đồng' is money, which is no integer; say kind number",
    ),
    "kind's name, yet text": _of(
        "population",
        "    kind: ethnic_group",
        "    kind: text",
        "ethnic_group.kind: is text, but ethnic_group is a kind of its own; say it",
    ),
    "side of no column": _of(
        "works",
        "within: [planned_million_vnd, total",
        "within: [given_million_vnd, total",
        "planned_within_investment.within: unknown column 'given_million_vnd'",
    ),
    "side that is no formula": _of(
        "works",
        "within: [planned_million_vnd, total",
        'within: ["planned and given", total',
        "planned_within_investment: 'planned and given' is no sum, difference, "
        "product or ratio of columns",
    ),
    "condition of no column": _of(
        "works",
        "when: {kind: new}",
        "when: {sort: new}",
        "new_has_start.when: unknown column 'sort'",
    ),
    "condition without words": _of(
        "population",
        "    title: Bình quân mỗi hộ từ 1 đến 15 người\n    message: >-",
        "    title: >-",
        "household_size.when: needs a message: a formula has no words",
        at="    when:",
    ),
    "sum of no column": _of(
        "works",
        "more_than: [planned_million_vnd +",
        "more_than: [given_million_vnd +",
        "maintained_has_money.more_than: unknown column 'given_million_vnd'",
    ),
    "shared rule of no column": Slip(
        SHARED,
        "same: [district, commune_district]",
        "same: [town, commune_district]",
        "district.commune_in_district.same: unknown column 'town'",
    ),
    "mark of no column": _of(
        "works",
        "marks: [disbursed_million_vnd]",
        "marks: [town]",
        "maintained_has_money.marks: unknown column 'town'",
    ),
    "example of no column": _of(
        "population",
        "- {person_count: 150,",
        "- {town: 1, person_count: 150,",
        "household_size.passing: unknown column 'town'",
        at="    passing:",
    ),
    "no example": _of(
        "poverty",
        "    failing: [{return_number: 0,",
        "    basis: ''  # {return_number: 0,",
        "unique_commune: has no failing example, and none can be made",
        at="  - name: unique_commune",
    ),
    "two demands of one rule": _of(
        "works",
        "    filled: started_on",
        "    filled: started_on\n    empty: started_on",
        "new_has_start: a rule demands one thing, in one of the words empty, filled",
        at="  - name: new_has_start",
    ),
    "default words of no rule": Slip(
        "expectations/named_rules.yaml",
        "  within:",
        "  inside:",
        "the file: inside, within: each word of a rule has one entry",
        at="check:",
    ),
    "pattern that is none": Slip(
        "expectations/header_words.yaml",
        "'đầu (?:năm|kỳ)', '(?:năm|kỳ|",
        "'đầu (?:năm|kỳ', '(?:năm|kỳ|",
        "the file: 'đầu (?:năm|kỳ' is no pattern: missing ), unterminated subpattern at position 4",
    ),
    "comparison of no column": Slip(
        "expectations/across_forms.yaml",
        "by: [district, commune, name]",
        "by: [district, hamlet, name]",
        "across.new_works_quarters_make_year.by: unknown column 'hamlet'",
    ),
    "comparison's example of no column": Slip(
        "expectations/across_forms.yaml",
        "rows: [{commune:",
        "rows: [{hamlet:",
        "across.new_works_quarters_make_year.rows: unknown column 'hamlet'",
    ),
    "comparison of no form": Slip(
        "expectations/across_forms.yaml",
        "    form: works\n",
        "    form: roads\n",
        "across.new_works_quarters_make_year.form: 'roads' is no form",
    ),
    "comparison of an unknown kind": Slip(
        "expectations/across_forms.yaml",
        "kind: year_on_year_rise",
        "kind: astrology",
        "across.minority_poverty_rises.kind: 'astrology' is none of 'quarters_sum_to_year', "
        "'quarters_count_to_year', 'year_equals_last_quarter', 'never_falls', "
        "'year_on_year_change', 'year_on_year_rise', 'year_on_year_same', 'thousandfold', "
        "'unique_over_agencies' or 'related_missing'",
    ),
    "comparison that follows from measures": Slip(
        "expectations/across_forms.yaml",
        "id: across.new_works_quarters_make_year",
        "id: across.works_quarters_make_year",
        "across.works_quarters_make_year.id: is made from the measures already",
    ),
    "other words of no comparison": Slip(
        "expectations/across_forms.yaml",
        "of: across.poverty_standard_changed",
        "of: across.poverty_standard_moved",
        "of: 'across.poverty_standard_moved' is no check that the measures make",
    ),
    "words of no comparison": Slip(
        "expectations/across_forms.yaml",
        "  never_falls:",
        "  never_rises:",
        "the file: never_falls, never_rises: each comparison has its words once",
        at="measured:",
    ),
    "standing rule of no column": Slip(
        "expectations/standing_rules.yaml",
        "{value} không phải gửi",
        "{town} không phải gửi",
        "file.not_owed.message: unknown placeholders ['town']",
        at="    message: >-",
    ),
    "indicator of no column": Slip(
        INDICATORS,
        "count where kind = new",
        "count where sort = new",
        "works_new_count.expression: works has no column 'sort'",
    ),
    "indicator that sums no column": Slip(
        INDICATORS,
        "sum(disbursed_million_vnd)",
        "sum(spent_million_vnd)",
        "works_disbursed.expression: works has no column 'spent_million_vnd'",
    ),
    "indicator of no choice": Slip(
        INDICATORS,
        "count where kind = new",
        "count where kind = old",
        "works_new_count.expression: 'old' is none of new, carried_over, maintained",
    ),
    "indicator of no form": Slip(
        INDICATORS, "form: works", "form: roads", "works_new_count.form: 'roads' is no form"
    ),
    "share of no indicator": Slip(
        INDICATORS,
        "share(works_disbursed, works_planned)",
        "share(works_disbursed, works_plan)",
        "works_disbursed_share.expression: 'works_plan' is no indicator of the file",
    ),
    "two indicators of one name": Slip(
        INDICATORS,
        "name: tổng số công trình",
        "name: số công trình khởi công mới",
        "works_count.name: 'số công trình khởi công mới' is the name of two indicators",
    ),
    "column of no indicator": Slip(
        "etl/report/text/tables.yaml",
        "indicator: works_new_count, header",
        "indicator: works_newest_count, header",
        "works_by_area.new.indicator: 'works_newest_count' is no indicator",
    ),
    "target of no indicator": Slip(
        TARGETS,
        "\nvillage_hardened_road_pct,",
        "\nvillage_road_pct,",
        "indicator_id: 'village_road_pct' is no indicator",
        at="village_road_pct",
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
}
UNKNOWN = "is unknown here; a text with commas needs quotes"
SLIPS |= {
    f"unknown word of {what}": slip._replace(said=f"{slip.said}: {UNKNOWN}")
    for what, slip in {
        "a form": _of("works", "unit: Triệu", "units: Triệu", "units"),
        "a column": _of("works", "    hint: Ghi tên", "    hnt: Ghi tên", "name.hnt"),
        "a use": _of("works", "also: [Địa", "alsso: [Địa", "commune.alsso"),
        "a shared column": Slip(SHARED, "  hint: Ghi lý", "  hnt: Ghi lý", "reason.hnt"),
        "a rule": _of(
            "works",
            "not_before: [completed",
            "not_befor: [completed",
            "completed_after_started.not_befor",
        ),
        "a change": _of(
            "commendations", "- valid_from: 2025", "- vaild_from: 2025", "award.vaild_from"
        ),
        "a comparison": Slip(
            "expectations/across_forms.yaml",
            "    tolerance: 0\n",
            "    tolerence: 0\n",
            "across.minority_poverty_rises.tolerence",
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
            INDICATORS, "    headline: true\n", "    head: true\n", "works_new_count.head"
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


def test_no_number_is_made_of_an_indicator_that_stands_on_no_column(declarations: Path) -> None:
    path = declarations / INDICATORS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kind = new", "sort = new", 1), encoding="utf-8")
    with pytest.raises(ContractError, match=r"indicators\.yaml:\d+: .*no column 'sort'"):
        load_indicators(path)
