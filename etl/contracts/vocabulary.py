"""The words that rules may use: expectations, columns that the judge adds, placeholders.

In: columns and sentences. Out: slips of the pen. The one surprising thing: a rule may read columns
that stand in no workbook (`CONTEXT`); the judge adds them to every row from the cover and the
reference lists.
"""

import string
from collections.abc import Collection, Iterator, Mapping

from etl.contracts.declared import Place, Slip

_CONTEXT = (  # name, kind of its values, what people call it where sentences name it
    ("return_number", "integer", ""),  # tells the returns of a batch apart; unique rules begin so
    ("period_starts_on", "date", "ngày đầu kỳ báo cáo"),
    ("period_ends_on", "date", "ngày chốt số liệu"),
    ("year_starts_on", "date", "ngày đầu năm báo cáo"),  # of the year that the period belongs to
    ("commune_district", "text", "huyện, thành phố của xã"),  # code of where the commune lies
    ("commune_kind", "text", "loại đơn vị hành chính của xã"),  # xa, phuong or thi_tran
    ("agency_area", "text", "địa bàn của cơ quan gửi báo cáo"),  # "" for provincial bodies
    ("agency_level", "text", "cấp của cơ quan gửi báo cáo"),  # province, district or commune
)
CONTEXT: Mapping[str, str] = {name: kind for name, kind, _ in _CONTEXT}
"""Columns that the judge adds to each row, with their kinds."""
SPOKEN_CONTEXT: Mapping[str, str] = {name: spoken for name, _, spoken in _CONTEXT}

OF_THE_COMMUNE = frozenset({"commune_district", "commune_kind"})
"""Context that is read off the place of a row."""

OF_THE_COVER = frozenset(
    {"period_starts_on", "period_ends_on", "year_starts_on", "agency_area", "agency_level"}
)
"""Context that is wrong when the cover is: a refused cover silences the rules that read it."""

OF_THE_WAREHOUSE = frozenset({"return_id", "sheet_no", "excel_row", "raw", "marks"})
"""Columns that every landing table has beside those of its form."""

EXPECTATIONS: Mapping[str, tuple[str, ...]] = {
    # Great Expectations type: its arguments that name columns
    "expect_column_values_to_not_be_null": ("column",),
    "expect_column_values_to_be_null": ("column",),
    "expect_column_values_to_be_between": ("column",),
    "expect_column_values_to_be_in_set": ("column",),
    "expect_column_value_lengths_to_be_between": ("column",),
    "expect_column_pair_values_to_be_equal": ("column_A", "column_B"),
    "expect_column_pair_values_a_to_be_greater_than_b": ("column_A", "column_B"),
    "expect_compound_columns_to_be_unique": ("column_list",),
}
"""Expectations that judge rows one by one and name the rows that fail."""

COVERAGE = "coverage"
"""Engine of rules about rows that are not there, which no expectation on rows can see."""

PLACEHOLDERS = frozenset(
    {
        "value",  # the marked cell, printed
        "expected",  # the bound or the right value, printed without words
        "difference",  # how far the value lies from it, without a sign
        "row_label",  # names the row
        "row",  # number of the row in Excel
        "other",  # other rows, missing members, the other agency or the other period
        "column",  # printed header of the marked column
        "unit",  # its unit with a space before; of comparisons of periods only
        "hint",  # what its column asks for
        "period",  # title of the period
        "sender",  # who is told, where others are named beside
        "own_form",  # number of the form that is told, where another is named beside
        "other_form",  # number of the form that it is laid beside
        "other_column",  # printed header of the column there
        "other_unit",  # its unit with a space before
        "why",  # a sentence on what may lie behind it, with a space before; often empty
    }
)
"""Placeholders of a sentence; beside these, any column of the form by its name."""

_NOT_OF_A_ROW = frozenset({"column", "hint", "period"})


def unknown_columns(
    place: Place, names: Collection[object], known: Collection[str]
) -> Iterator[Slip]:
    """Give a slip for names that are none of those known."""
    if unknown := sorted({str(name) for name in names if name not in known}):
        yield Slip(
            place, f"unknown column{'s' * (len(unknown) > 1)} {', '.join(map(repr, unknown))}"
        )


def message_slips(place: Place, message: str, known: Collection[str]) -> Iterator[Slip]:
    """Give the placeholders of a sentence that nothing fills, and braces that do not close."""
    try:
        unknown = placeholders(message) - PLACEHOLDERS - set(known)
    except ValueError as error:
        yield Slip(place, str(error))
        return
    if unknown:
        yield Slip(place, f"unknown placeholders {sorted(unknown)}")


def placeholders(message: str) -> set[str]:
    """Give the placeholders of a sentence; raises `ValueError` where braces do not close."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def names_a_row(message: str) -> bool:
    """Tell whether a sentence says anything of one row."""
    return bool(placeholders(message) - _NOT_OF_A_ROW)


class _Later(dict[str, str]):
    """Words that are known now; a placeholder that is not stays."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def filled_now(template: str, known: Mapping[str, str]) -> str:
    """Fill in what a declaration knows; the other placeholders are filled for each finding."""
    return template.format_map(_Later(known))
