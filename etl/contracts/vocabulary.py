"""The words that rules may use: expectations, columns that the judge adds, placeholders.

In: nothing. Out: sets of names. The one surprising thing: a rule may read columns that stand in no
workbook (`CONTEXT`); the judge adds them to every row from the cover and the reference lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

WORDS: Mapping[str, frozenset[str]] = {
    # kind of declaration: the words that it may use
    "form": frozenset(
        {"number", "sheet", "unit", "rows", "label", "legalBasis"}
        | {"programme", "otherProgrammes", "subjects", "otherSubjects", "exclusive"}
    ),
    "column": frozenset(
        {"kind", "code", "group", "unit", "measure", "hint", "totalled", "width"}
        | {"validFrom", "validTo", "otherNames", "statedAbove", "explains"}
    ),
    "rule": frozenset(
        {"message", "columns", "rung", "basis", "periods", "passing", "failing"}
        | {"validFrom", "validTo", "trialSince"}
    ),
    "standing rule": frozenset({"id", "rung", "severity", "title", "message"}),
    "check across forms": frozenset(
        {"id", "kind", "form", "rung", "severity", "title", "message", "question", "basis"}
        | {"columns", "by"}
        | {"where", "same", "tolerance", "max_change_pct", "min_change", "explained_by"}
        | {"trial_since", "passing", "failing"}
    ),
}
"""What a declaration may say beyond the standard; every other word is a slip of the pen."""

CONTEXT: Mapping[str, str] = {
    # name: kind of its values
    "return_number": "integer",  # tells the returns of a batch apart; unique rules begin with it
    "period_starts_on": "date",
    "period_ends_on": "date",
    "year_starts_on": "date",  # first day of the year that the period belongs to
    "commune_district": "text",  # code of the district that the row's commune lies in
    "agency_district": "text",  # code of the sender's own district; empty for provincial bodies
}
"""Columns that the judge adds to each row."""

OF_THE_COVER = frozenset(
    {"period_starts_on", "period_ends_on", "year_starts_on", "agency_district"}
)
"""Context that is wrong when the cover is: a refused cover silences the rules that read it."""

EXPECTATIONS: Mapping[str, tuple[str, ...]] = {
    # Great Expectations type: its arguments that name columns
    "expect_column_values_to_not_be_null": ("column",),
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

COVERAGE_MEMBERS = "communes_of_agency"
"""Members that a coverage rule may demand by name instead of listing them."""

PLACEHOLDERS = frozenset(
    {
        "value",  # the marked cell, printed
        "expected",  # the bound or the right value, printed without words
        "difference",  # how far the value lies from it, without a sign
        "row_label",  # names the row
        "row",  # number of the row in Excel
        "other",  # other rows, missing members, the other agency or the other period
        "column",  # printed header of the marked column
        "hint",  # what its column asks for
        "period",  # title of the period
        "why",  # a sentence on what may lie behind it, with a space before; often empty
    }
)
"""Placeholders of a sentence; beside these, any column of the form by its name."""


def refuse_unknown(kind: str, given: Iterable[str]) -> None:
    """Stop at a word that a kind of declaration does not know; raises `ValueError` naming it.

    An unquoted comma in `{title: Xã, phường}` makes such a word too, and cuts the title short.
    """
    unknown = [word for word in given if word not in WORDS[kind]]
    if unknown:
        raise ValueError(f"a {kind} has no {unknown}, only {sorted(WORDS[kind])}; quote its commas")
