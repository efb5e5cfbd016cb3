"""The words that rules may use: expectations, columns that the judge adds, placeholders.

In: nothing. Out: sets of names. The one surprising thing: a rule may read columns that stand in no
workbook (`CONTEXT`); the judge adds them to every row from the cover and the reference lists.
"""

from __future__ import annotations

from collections.abc import Mapping

CONTEXT: Mapping[str, str] = {
    # name: kind of its values
    "return_number": "integer",  # tells the returns of a batch apart; unique rules begin with it
    "period_starts_on": "date",
    "period_ends_on": "date",
    "year_starts_on": "date",  # first day of the year that the period belongs to
    "commune_district": "text",  # code of the district that the row's commune lies in
    "agency_area": "text",  # code of the sender's own place; empty for provincial bodies
}
"""Columns that the judge adds to each row."""

SPOKEN_CONTEXT: Mapping[str, str] = {
    "period_starts_on": "ngày đầu kỳ báo cáo",
    "period_ends_on": "ngày chốt số liệu",
    "year_starts_on": "ngày đầu năm báo cáo",
    "commune_district": "huyện, thành phố của xã",
    "agency_area": "địa bàn của cơ quan gửi báo cáo",
}
"""What people call those of them that sentences name."""

OF_THE_COVER = frozenset({"period_starts_on", "period_ends_on", "year_starts_on", "agency_area"})
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
        "why",  # a sentence on what may lie behind it, with a space before; often empty
    }
)
"""Placeholders of a sentence; beside these, any column of the form by its name."""
