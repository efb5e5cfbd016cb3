"""A rule in one line: what it demands, says and shows is made of the form's printed headers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from example_frames import CLASSES, frame_of_rows

from etl import CONTRACTS
from etl.contracts.demands import DEMANDS
from etl.contracts.read_forms import read_contract
from etl.model import Form, Rule
from etl.validate.checks import check_of_rule
from etl.validate.frames import with_computed
from etl.validate.great import failing_rows

RULES = {
    "unique: [name, audience]": (
        "{row_label} được ghi nhiều lần (các dòng {other}). Đề nghị giữ lại một dòng, hoặc "
        "ghi rõ hơn “Tên lớp”, “Đối tượng” để phân biệt."
    ),
    "every: audience": (
        "Biểu còn thiếu {difference} dòng: {other}. Đề nghị ghi bổ sung mỗi nơi, mỗi loại một dòng."
    ),
    "same: [trainees, women + men]": (
        "“Học viên” ghi {value} người, nhưng theo “Nữ” cộng “Nam” phải là {expected} người. "
        "Đề nghị kiểm tra lại."
    ),
    "parts_make_total: [trainees, women, men]": (
        "“Học viên” ghi {value} người, nhưng “Nữ” cộng “Nam” được {expected} người (chênh "
        "lệch {difference} người). Đề nghị kiểm tra lại."
    ),
    "within: [women, trainees - men]": (
        "“Nữ” là {value} người, lớn hơn “Học viên” trừ “Nam” ({expected} người; chênh lệch "
        "{difference} người). Đề nghị kiểm tra lại."
    ),
    "not_before: [ended_on, started_on]": (
        "“Bế giảng” là {value}, trước “Khai giảng” ({expected}). Đề nghị kiểm tra lại."
    ),
    "not_after: [ended_on, period_ends_on]": (
        "“Bế giảng” là {value}, sau ngày chốt số liệu ({expected}). Đề nghị kiểm tra lại."
    ),
    "before: [started_on, ended_on]": (
        "“Khai giảng” là {value}, không trước “Bế giảng” ({expected}). Đề nghị kiểm tra lại."
    ),
    "not_after: [started_on, year_starts_on + 90]": (
        "“Khai giảng” là {value}, sau mốc 90 ngày sau ngày đầu năm báo cáo ({expected}). Đề nghị "
        "kiểm tra lại."
    ),
    "not_before: [ended_on, period_ends_on - 30]": (
        "“Bế giảng” là {value}, trước mốc 30 ngày trước ngày chốt số liệu ({expected}). Đề nghị "
        "kiểm tra lại."
    ),
    "not_more_than: [ended_on - started_on, 60]": (
        "số ngày từ “Khai giảng” đến “Bế giảng” là {value} ngày, nhưng phải không quá 60 ngày. "
        "Đề nghị kiểm tra lại."
    ),
    "between: [spent / trainees, 0.5, 5]": (
        "“Giải ngân” chia cho “Học viên” là {value}, nhưng phải từ 0,5 đến 5. Đề nghị kiểm tra lại."
    ),
    "at_least: [trainees, 10]": (
        "“Học viên” là {value} người, nhưng phải từ 10 người trở lên. Đề nghị kiểm tra lại."
    ),
    "more_than: [women + men, 0]": (
        "“Nữ” cộng “Nam” là {value} người, nhưng phải lớn hơn 0 người. Đề nghị kiểm tra lại."
    ),
    "not_more_than: [spent / 2, 5]": (
        "“Giải ngân” chia cho 2 là {value}, nhưng phải không quá 5. Đề nghị kiểm tra lại."
    ),
    "no_longer_than: [name, 30]": (
        "“Tên lớp” dài {value} ký tự, vượt quá {expected} ký tự. Đề nghị rút gọn."
    ),
    "one_of: [audience, [village]]": (
        "“Đối tượng” ghi là “{value}”, nhưng số liệu {period} phải là “Cán bộ thôn”. Đề nghị "
        "chọn lại."
    ),
    "filled: started_on": ("Dòng {row} chưa ghi “Khai giảng”. Đề nghị ghi bổ sung. {hint}"),
    "empty: ended_on": (
        "Dòng {row} ghi “Bế giảng” là {value}, nhưng ô này phải để trống. Đề nghị kiểm tra "
        "lại các cột liên quan."
    ),
    "needs_reason_when: {audience: village}": (
        "Khi “Đối tượng” là “Cán bộ thôn”: dòng {row} chưa ghi “Giải trình”. Đề nghị ghi bổ "
        "sung. {hint}"
    ),
}


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """A form with a rule of each word, none of which says more than what it demands."""
    rules = "".join(f"  - {{name: rule_{n}, {said}}}\n" for n, said in enumerate(RULES))
    path = tmp_path / "classes.odcs.yaml"
    path.write_text(CLASSES + rules, encoding="utf-8")
    return read_contract(path)


def test_every_word_has_its_sentence(form: Form) -> None:
    words = {said.partition(":")[0] for said in RULES}
    assert words == {*DEMANDS, "needs_reason_when"}
    assert [rule.message for rule in form.rules] == list(RULES.values())


def test_examples_pass_and_fail_as_the_engine_has_it(form: Form) -> None:
    on_rows = [rule for rule in form.rules if rule.expectation != "coverage"]
    assert len(on_rows) == len(RULES) - 1
    for rule in on_rows:
        assert failing(form, rule, passes=True) == [[]], rule.id
        assert failing(form, rule) == [list(range(len(rule.failing)))], rule.id


def failing(form: Form, rule: Rule, *, passes: bool = False) -> list[list[int]]:
    check = check_of_rule(form, rule)
    rows = frame_of_rows(form, rule.passing if passes else rule.failing)
    return failing_rows(with_computed(rows, [check.computed]), [check])


def test_a_rule_is_about_the_rows_that_it_chooses(form: Form) -> None:
    (rule,) = (rule for rule in form.rules if "row_condition" in rule.kwargs)
    check = check_of_rule(form, rule)
    others = frame_of_rows(form, [{"audience": "commune"}, {"audience": "village"}])
    assert failing_rows(others, [check]) == [[1]]
    assert rule.title == "Có ghi “Giải trình” khi “Đối tượng” là “Cán bộ thôn”"


def test_a_shared_column_brings_the_rules_whose_columns_the_form_has(tmp_path: Path) -> None:
    shutil.copy(CONTRACTS / "columns.yaml", tmp_path)
    path = tmp_path / "classes.odcs.yaml"
    head, _ = CLASSES.split("rules:")
    uses = "  - {use: commune, code: F}\n  - {use: disbursed_million_vnd, code: '5'}\n"
    path.write_text(head + uses, encoding="utf-8")
    assert [rule.id for rule in read_contract(path).rules] == ["classes.commune_of_agency"]
    uses += "  - {use: planned_million_vnd, code: '6', header: Dự toán, also: [Vốn lớp]}\n"
    path.write_text(head + uses, encoding="utf-8")
    form = read_contract(path)
    assert [rule.id for rule in form.rules] == [
        "classes.commune_of_agency",
        "classes.disbursed_within_plan",
        "classes.disbursed_above_plan_explained",
    ]
    planned = form.column("planned_million_vnd")
    assert (planned.header, planned.unit, planned.totalled) == ("Dự toán", "triệu đồng", True)
    assert {"KH vốn", "Vốn lớp"} <= set(planned.synonyms)
