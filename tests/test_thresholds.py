"""A rule that names a threshold: its numbers are of the day, and what is assumed only asks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from example_frames import CLASSES, frame_of_rows

from etl.contracts.read_forms import read_contract
from etl.contracts.rule_book import rule_catalogue
from etl.errors import ContractError
from etl.model import Form, Period, Rule, Severity
from etl.validate.checks import check_of_rule, checks_of
from etl.validate.frames import with_computed
from etl.validate.great import failing_rows

SEED = """\
id,value,unit,valid_from,valid_to,set_by,reason,assumed
class_most,60,người,2019-01-01,2024-01-01,Quyết định 01/2018/QĐ-TTg,Sĩ số,false
class_most,45,người,2024-01-01,,Phòng tổng hợp,Sĩ số,true
rate,0.5,triệu đồng/người,2016-01-01,,Phòng tổng hợp,Định mức,true
"""


def form_with(folder: Path, *rules: str) -> Form:
    seeds = folder / "sql" / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    (seeds / "threshold.csv").write_text(SEED, encoding="utf-8")
    path = folder / "expectations" / "classes.odcs.yaml"
    path.parent.mkdir(exist_ok=True)
    lines = "".join(f"  - {{name: rule_{n}, {said}}}\n" for n, said in enumerate(rules))
    path.write_text(CLASSES + lines, encoding="utf-8")
    return read_contract(path)


def in_year(form: Form, year: int) -> list[Rule]:
    return list(form.in_force(dt.date(year, 12, 14)).rules)


def failing(form: Form, rule: Rule, *rows: dict[str, object]) -> list[int]:
    check = check_of_rule(form, rule)
    frame = with_computed(frame_of_rows(form, rows), [check.computed])  # type: ignore[arg-type]
    (found,) = failing_rows(frame, [check])
    return found


def test_each_day_has_its_value_its_source_and_its_weight(tmp_path: Path) -> None:
    form = form_with(tmp_path, "not_more_than: [trainees, class_most]")
    assert in_year(form, 2018) == []  # nothing is stated yet
    (law,), (assumed,) = in_year(form, 2020), in_year(form, 2024)
    assert (law.severity, law.basis) == (Severity.CRITICAL, "Quyết định 01/2018/QĐ-TTg")
    assert law.title == "“Học viên” không quá 60 người"
    assert law.message == (
        "“Học viên” là {value} người, nhưng phải không quá 60 người. Đề nghị kiểm tra lại. "
        "Mức này theo Quyết định 01/2018/QĐ-TTg."
    )
    assert (assumed.severity, assumed.basis) == (Severity.WARNING, "")
    assert assumed.title == "“Học viên” không quá 45 người (mức giả định)"
    assert assumed.message.endswith(
        "nếu đúng, đề nghị giải trình lý do. Mức này là giả định, chưa có văn bản quy định."
    )
    rows: tuple[dict[str, object], ...] = ({"trainees": 45}, {"trainees": 46}, {"trainees": 61})
    assert failing(form, law, *rows) == [2]
    assert failing(form, assumed, *rows) == [1, 2]


def test_the_judge_takes_the_value_of_the_last_day_of_the_period(tmp_path: Path) -> None:
    form = form_with(tmp_path, "not_more_than: [trainees, class_most]")
    of_rule = [check for check in checks_of(form) if check.id == "classes.rule_0"]
    for key, most in (("2018", []), ("2023", [60]), ("2024-Q1", [45]), ("2025", [45])):
        made = [one for one in of_rule if one.applies(Period.parse(key))]
        assert [one.kwargs["max_value"] for one in made] == most, key


def test_formulas_conditions_and_sentences_name_thresholds_too(tmp_path: Path) -> None:
    form = form_with(
        tmp_path,
        'within: [spent, trainees * rate], title: "Không quá {rate} triệu đồng một người", '
        'message: "{row_label}: {value} triệu đồng, quá {rate} một người. {check}"',
        "filled: spent, when: trainees > class_most, message: 'Lớp “{name}” trên {class_most}.', "
        "passing: [{trainees: 61, spent: 1}], failing: [{trainees: 61, spent: null}]",
    )
    money, filled = in_year(form, 2020)
    assert money.title == "Không quá 0,5 triệu đồng một người (mức giả định)"
    assert "quá 0,5 một người. Đề nghị kiểm tra lại; nếu đúng" in money.message
    rows: tuple[dict[str, object], ...] = (
        {"trainees": 10, "spent": 5},
        {"trainees": 10, "spent": 5.5},
    )
    assert failing(form, money, *rows) == [1]
    assert filled.message.startswith("Lớp “{name}” trên 60.")
    assert failing(form, filled, {"trainees": 60}, {"trainees": 61}) == [1]
    assert failing(form, in_year(form, 2024)[1], {"trainees": 45}, {"trainees": 46}) == [1]


def test_an_information_stays_one_and_a_rule_without_thresholds_as_it_was(tmp_path: Path) -> None:
    form = form_with(
        tmp_path, "at_least: [trainees, class_most], severity: info", "at_least: [trainees, 1]"
    )
    known, plain = in_year(form, 2025)
    assert known.severity is Severity.INFO
    assert (plain.severity, plain.thresholds, plain.valid_from) == (Severity.CRITICAL, (), None)
    assert "giả định" not in plain.message


def test_the_rule_book_lists_a_rule_once_with_its_newest_value(tmp_path: Path) -> None:
    form = form_with(tmp_path, "not_more_than: [trainees, class_most]")
    (row,) = (
        one for one in rule_catalogue({form.id: form}) if one.form_id == form.id and one.thresholds
    )
    assert (row.rule_id, row.thresholds) == ("classes.rule_0", ("class_most",))
    assert row.severity is Severity.WARNING
    assert "45" in row.title


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("not_more_than: [trainees, class_many]", "'class_many' is no number, and no threshold"),
        ("not_more_than: [trainees, spent]", "'spent' is no number, and no threshold"),
        ("within: [spent, trainees * rates]", "unknown column 'rates'"),
        ("at_least: [trainees, class_most], valid_to: 2018-01-01", "no threshold that it names"),
        ("at_least: [trainees, class_most], message: Sai.", "its message must name one"),
    ],
)
def test_a_slip_of_a_threshold_is_told(tmp_path: Path, rule: str, said: str) -> None:
    with pytest.raises(ContractError, match=r"classes\.odcs\.yaml:\d+: .*rule_0") as told:
        form_with(tmp_path, rule)
    assert said in str(told.value)
