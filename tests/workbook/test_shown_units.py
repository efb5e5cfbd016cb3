"""Amounts whose number format names a unit of money: refused where it is not the sheet's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.model import Reading, Severity
from etl.workbook.foreign.formats.looks import how_shown
from etl.workbook.foreign.formats.open_styles import code_of
from etl.workbook.units import to_million
from tests.lab.ink import write
from tests.lab.sketch import Sketch, sketch
from tests.lab.test_old_formats import convert, read

MONEY = "planned_million_vnd"
RULE = "cell.unit_shown"
TOOLBAR = '_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"\\ "₫"_-;_-@_-'


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ('#,##0.0" tỷ"', "tỷ đồng"),
        ('#,##0" TỶ ĐỒNG"', "tỷ đồng"),
        ("0.0\\ \\t\\ỷ", "tỷ đồng"),
        ('General" tỷ"', "tỷ đồng"),
        ('#,##0\\ "triệu"', "triệu đồng"),
        ('(#,##0 "tr.đ")', "triệu đồng"),
        ('#,##0 "nghìn đồng"', "nghìn đồng"),
        ('0" x 1.000 đồng"', "nghìn đồng"),
        ('#,##0" tỷ";-#,##0" tỷ";"-"', "tỷ đồng"),
        ('#,##0.0," tỷ"', "triệu đồng"),
        ('#,##0.0,,," tỷ"', "đồng"),
        ('#,##0".000 đ"', "nghìn đồng"),
        ('[>=1000]#,##0.0," tỷ";#,##0" triệu"', "triệu đồng"),
        ("#,##0 [$₫-42A]", "₫"),
        ("[$VND] #,##0", "₫"),
        ('#,##0" đ"', "₫"),
        ('"VNĐ" #,##0', "₫"),
        (TOOLBAR, "₫"),
        ('#,##0," đ"', "scaled"),
        ('#,##0," hộ"', "scaled"),
        ('0"000"', "scaled"),
        ('0" tỷ";;;', "tỷ đồng"),
        (';;;" tỷ"', "hidden"),
        ('0.0%" tỷ"', "percent"),
    ],
)
def test_a_format_tells_its_unit_or_how_it_misleads(code: str, how: str) -> None:
    assert how_shown(code) == how


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "#,##0.00",
        '0" hộ"',
        '"Số hộ: "0" hộ"',
        '0" người"',
        '0" ha"',
        '#,##0.00 "đ/m2"',
        '0" triệu/hộ"',
        '0" nghìn hộ"',
        '"Tỷ lệ "0.0',
        "_-* #,##0\\ _₫_-;\\-* #,##0\\ _₫_-",
        "$#,##0_);($#,##0)",
        "[$-42A]0",
        '"ngày" dd "tháng" mm',
        '#,##0;-#,##0" tỷ"',
        '"' * 255,
        "[$" * 127,
    ],
)
def test_other_words_of_a_format_tell_nothing(code: str) -> None:
    assert how_shown(code) == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [("N1", '0" tỷ";"-"0" tỷ";"-"'), ("N2", "0;0"), ("N3", ";;"), ("N4", "0,"), ("N5", "")],
)
def test_sections_of_an_ods_make_one_code(name: str, code: str) -> None:
    sections: dict[str, tuple[str, tuple[str, ...]]] = {
        "N1P0": ('0" tỷ"', ()),
        "N1P1": ('"-"0" tỷ"', ()),
        "N1": ('"-"', ("N1P0", "N1P1")),
        "N2": ("0", ("a section of dates",)),
        "N3P0": ("", ()),
        "N3": ("", ("N3P0", "N3P0")),
        "N4": ("0,", ()),
    }
    assert code_of(name, sections) == code


def shown(code: str, *, times: float = 1.0, unit: str = "ĐVT: triệu đồng") -> Sketch:
    """Sketch a sheet whose third record is shown in a format; all its money is multiplied."""
    drawn = sketch("works", 3)
    drawn.unit = unit
    drawn.groups = {  # the form's own groups print a unit
        name: "Vốn đầu tư" for name in drawn.order if drawn.column(name).unit == "triệu đồng"
    }
    for line in drawn.records:
        for column in drawn.form.columns:
            if column.unit == "triệu đồng":
                line.cells[column.name] = round(line.cells[column.name] * times, 6)
    drawn.records[2].style[MONEY] = {"num_format": code}
    return drawn


def read_drawn(drawn: Sketch, folder: Path) -> Reading:
    """Write a sketch and read it."""
    return read(write(drawn, folder / "a.xlsx"))


def test_another_unit_than_the_sheets_is_refused_at_the_cell(tmp_path: Path) -> None:
    drawn = shown('#,##0" tỷ"')
    reading = read_drawn(drawn, tmp_path)
    (finding,) = reading.findings
    assert (finding.rule_id, finding.severity) == (RULE, Severity.CRITICAL)
    assert [(cell.sheet, cell.ref) for cell in finding.cells] == [
        drawn.place(drawn.records[2], MONEY)
    ]
    assert "tỷ đồng, trong khi trang tính ghi đơn vị tính là triệu đồng" in finding.message
    assert "(1,5 tỷ đồng ghi là 1.500)" in finding.message
    assert reading.tables[0].values[MONEY][2] is None


def test_one_finding_tells_of_a_whole_column(tmp_path: Path) -> None:
    drawn = shown("0")
    for line in drawn.records:
        line.style[MONEY] = {"num_format": '#,##0" tỷ"'}
    (finding,) = read_drawn(drawn, tmp_path).findings
    assert len(finding.cells) == len(drawn.records)


def test_a_sheet_without_a_unit_is_read_in_million_and_says_so(tmp_path: Path) -> None:
    reading = read_drawn(shown('#,##0" tỷ"', unit=""), tmp_path)
    told = {one.rule_id: one.message for one in reading.findings}
    assert set(told) == {"file.no_unit", RULE}
    assert "trang tính không ghi đơn vị, đang hiểu là triệu đồng" in told[RULE]
    agreed = read_drawn(shown('#,##0" triệu"', unit=""), tmp_path)
    assert [one.rule_id for one in agreed.findings] == ["file.no_unit"]


@pytest.mark.parametrize(
    ("code", "unit", "times"),
    [
        ('0.0" tỷ"', "ĐVT: tỷ đồng", 1e-3),
        ('#,##0.0,,," tỷ"', "ĐVT: đồng", 1e6),
        ('#,##0" đ"', "ĐVT: đồng", 1e6),
        ('#,##0.0,," tỷ"', "ĐVT: nghìn đồng", 1e3),
        (TOOLBAR, "ĐVT: nghìn đồng", 1e3),
        (TOOLBAR, "ĐVT: triệu đồng", 1.0),
    ],
)
def test_a_format_that_agrees_with_the_sheet_is_not_told(
    code: str, unit: str, times: float, tmp_path: Path
) -> None:
    reading = read_drawn(shown(code, unit=unit, times=times), tmp_path)
    assert reading.findings == ()
    plain = sketch("works", 3).records[2].cells[MONEY]
    assert reading.tables[0].values[MONEY][2] == plain


def test_the_sign_is_doubted_only_where_it_may_be_meant(tmp_path: Path) -> None:
    """500 million đồng typed whole on a sheet in nghìn đồng would be read as 500 tỷ."""
    drawn = shown(TOOLBAR, unit="ĐVT: nghìn đồng", times=1e3)
    drawn.records[2].cells[MONEY] = 450_000_000.0
    findings = {one.rule_id: one for one in read_drawn(drawn, tmp_path).findings}
    assert findings[RULE].severity is Severity.WARNING
    assert "nghìn đồng thì số tiền từ 100 tỷ đồng trở lên" in findings[RULE].message


def test_nothing_and_texts_are_the_same_in_any_format(tmp_path: Path) -> None:
    drawn = shown('#,##0" tỷ"')
    drawn.records[2].cells[MONEY] = 0.0
    assert read_drawn(drawn, tmp_path).findings == ()
    drawn.records[2].cells[MONEY] = "450,5"
    assert read_drawn(drawn, tmp_path).findings == ()


def test_counts_are_told_only_of_a_unit_that_changes_them(tmp_path: Path) -> None:
    drawn = sketch("poverty", 3)
    drawn.records[2].style["poor_household_count"] = {"num_format": TOOLBAR}
    assert read_drawn(drawn, tmp_path).findings == ()
    drawn.records[2].style["poor_household_count"] = {"num_format": '0.0," triệu"'}
    told = [one.rule_id for one in read_drawn(drawn, tmp_path).findings]
    assert told == ["cell.shown_differently"]


def test_a_share_is_no_amount_however_it_is_stored(tmp_path: Path) -> None:
    drawn = shown("0.0%")
    drawn.records[2].cells[MONEY] = 0.955
    (finding,) = read_drawn(drawn, tmp_path).findings
    assert finding.rule_id == "cell.unreadable_number"
    assert "hiện là “95,5%”" in finding.message
    drawn.records[2].cells[MONEY] = 0.0
    assert read_drawn(drawn, tmp_path).findings == ()


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sketch]:
    """Sketch amounts in units that differ from the sheet's, and in others that do not."""
    return {
        "billions": shown('#,##0.0" tỷ"'),
        "sections": shown('#,##0" tỷ";-#,##0" tỷ";"-"'),
        "scaled": shown("#,##0,"),
        "agreeing": shown('#,##0.0," tỷ"'),
        "toolbar": shown(TOOLBAR),
        "words": shown('#,##0" đ/m2"'),
    }


@pytest.mark.parametrize("suffix", ["ods", "xls"])
def test_other_kinds_of_workbooks_tell_units_too(
    suffix: str, formats: Mapping[str, Sketch], tmp_path: Path
) -> None:
    paths = [write(one, tmp_path / f"{name}.xlsx") for name, one in formats.items()]
    converted = convert(paths, suffix, tmp_path)
    told = {
        name: [(one.rule_id, [cell.ref for cell in one.cells]) for one in read(path).findings]
        for name, path in converted.items()
    }
    at = {name: [one.place(one.records[2], MONEY)[1]] for name, one in formats.items()}
    assert told == {
        "billions": [(RULE, at["billions"])],
        "sections": [(RULE, at["sections"])],
        "scaled": [("cell.shown_differently", at["scaled"])],
        "agreeing": [],
        "toolbar": [],
        "words": [],
    }


@pytest.mark.parametrize(
    ("amount", "factor", "million"),
    [(1.013, 1e3, 1013.0), (1_234_567.0, 1e-6, 1.234567), (0.1, 1e3, 100.0), (7.5, 1.0, 7.5)],
)
def test_amounts_are_converted_exactly(amount: float, factor: float, million: float) -> None:
    assert to_million(amount, factor) == million
