"""What kinds read, print and list, and that nobody asks for one by its name."""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import replace

import pytest

from etl import PROJECT
from etl.contracts import load_forms
from etl.errors import UnfitValueError
from etl.kinds import CellPrinter, kind_of, kinds, listed_kind
from etl.model import LEVEL_OF_KIND, CellValue
from etl.reference import Day, Reference

REFERENCE, ON = Reference.load(), dt.date(2020, 12, 14)
DAY = Day(REFERENCE, ON)
_LISTED = {"choice", "district", "commune", "agency", *REFERENCE.lists}
_OF_COLUMNS = frozenset({*kinds(), "text", "integer", "number", "date"})
_OF_THINGS = frozenset({*_LISTED, *LEVEL_OF_KIND, *(a.kind for a in REFERENCE.seeds.agencies)})
_ROOMS = ("etl/kinds", "etl/reference")


@pytest.mark.parametrize(
    ("form", "column", "text", "value"),
    [
        ("works", "planned_million_vnd", "1.234,5", 1234.5),
        ("works", "started_on", "16/03/2020", dt.date(2020, 3, 16)),
        ("works", "kind", "khởi công mới", "new"),
        ("population", "ethnic_group", "dân tộc Tày", "tay"),
    ],
)
def test_a_steward_types_a_value_as_it_is_printed(
    form: str, column: str, text: str, value: CellValue
) -> None:
    asked = load_forms()[form].column(column)
    assert kind_of(asked).typed(asked, text, DAY) == value


@pytest.mark.parametrize(
    ("form", "column", "text"),
    [
        ("works", "planned_million_vnd", "12o"),
        ("works", "started_on", "3/2020"),
        ("works", "commune", "Xã Tri Phương"),  # places are never corrected centrally
        ("works", "kind", "khởi công lại"),
        ("population", "ethnic_group", "Tầy"),
    ],
)
def test_what_is_no_value_of_a_column_is_refused(form: str, column: str, text: str) -> None:
    asked = load_forms()[form].column(column)
    with pytest.raises(UnfitValueError):
        kind_of(asked).typed(asked, text, DAY)


def test_what_is_printed_is_read_as_what_was_stored() -> None:
    printer = CellPrinter(DAY)
    for form in load_forms().values():
        for column in form.in_force(ON).columns:
            kind = kind_of(column)
            for value in getattr(kind, "members", lambda *_: ())(column, DAY):
                text, within = str(printer.cell(column, value)), ""
                if column.name == "commune":  # many bear one name
                    within = REFERENCE.area(value, ON).parent_code
                assert kind.read(column, text, DAY, within) == value  # type: ignore[attr-defined]


def test_a_blank_lists_places_of_the_kinds_that_its_column_offers() -> None:
    column, board = load_forms()["works"].column("commune"), REFERENCE.board(ON)
    kind = listed_kind(column)
    assert kind is not None
    of_kind = {area.code: area.kind for area in REFERENCE.communes(ON)}
    assert set(kind.printed(column, DAY, board)) == of_kind.keys()
    rural = kind.printed(replace(column, offered=("xa",)), DAY, board)
    assert set(rural) == {code for code, of in of_kind.items() if of == "xa"}


def test_no_module_asks_for_a_kind_by_its_name() -> None:
    """A kind of column or agency is asked what it is like, in its own room only what it is."""
    asked = {
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in (PROJECT / "etl").rglob("*.py")
        if not str(path.relative_to(PROJECT)).startswith(_ROOMS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _asks(node)
    }
    assert asked == set()


def _asks(node: ast.AST) -> bool:
    """Tell whether code compares a kind with a name of one, or looks something up by such names."""
    if isinstance(node, ast.Dict):
        keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        return len(keys & _OF_COLUMNS) > 1 and bool(keys & _OF_THINGS)
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    said = {one.value for side in sides for one in ast.walk(side) if isinstance(one, ast.Constant)}
    attributes = {side.attr for side in sides if isinstance(side, ast.Attribute)}
    names = {side.id for side in sides if isinstance(side, ast.Name)}
    return ("type" in attributes and bool(said & _OF_COLUMNS)) or (
        bool({"kind", "level"} & (attributes | names)) and bool(said & _OF_THINGS)
    )


def test_a_number_that_says_no_amount_is_printed_without_dots() -> None:
    count = load_forms()["works"].column("disbursed_million_vnd")
    year = replace(count, unit="", measure="")
    printer = CellPrinter(DAY)
    assert [printer.text(one, 1956) for one in (count, year)] == ["1.956", "1956"]
