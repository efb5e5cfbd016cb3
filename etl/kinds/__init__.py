"""What a column may hold: one object a kind, asked by whoever reads, prints, stores or lists cells.

In: the name of a kind, as contracts write it, or a stored value. Out: the object, or what people
see. The one surprising thing: a reference list is a kind as soon as sql/seeds/reference_list.csv
has a line for it; a value that is on no list any more is printed as it is stored.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product

from etl.kinds.cell_sentences import Trouble, asked, quoted, sentences, trouble
from etl.kinds.kind import DATE_EXAMPLE, Date, Integer, Kind, Number, Text
from etl.kinds.listed import Choice, Listed, OfAgencies, OfList, choice_keys, labels_of, must_hold
from etl.kinds.of_places import OfAnyLevel, Places
from etl.model import Agency, CellValue, Column, Form
from etl.reference import Day
from etl.reference.seeds import read_lists
from etl.wording import date_text, number_text

_COMMUNES, _DISTRICTS = "xã, phường, thị trấn", "huyện, thành phố"
_OF_DISTRICTS = "huyện thành phố tp thị xã quận"


@cache
def kinds() -> Mapping[str, Kind]:
    """Give every kind by name: those of cells, of places from the lowest level up, of lists."""
    made = (
        Text("text", "chữ"),
        Integer("integer", "số nguyên", "12"),
        Number("number", "số", "1.234,5"),
        Date("date", "ngày", DATE_EXAMPLE),
        Choice("choice", "chọn"),
        Places("commune", _COMMUNES, "Xã Đại Đồng", "district", "xã phường tt thị trấn"),
        Places("district", _DISTRICTS, "Huyện Tràng Định", "province", _OF_DISTRICTS),
        OfAnyLevel("area", "địa bàn", "Huyện Tràng Định"),
        OfAgencies("agency", "cơ quan", "Công an tỉnh"),
        *map(OfList, read_lists().values()),
    )
    return {kind.name: kind for kind in made}


def kind_of(column: Column) -> Kind:
    """Give the kind of a column."""
    return kinds()[column.type]


def listed_kind(column: Column) -> Listed | None:
    """Give the kind of a column whose cells name a member of a list; None for any other."""
    kind = kinds()[column.type]
    return kind if isinstance(kind, Listed) else None


@cache
def place_kinds() -> tuple[Places, ...]:
    """Give the kinds of places, the lowest level first."""
    return tuple(kind for kind in kinds().values() if isinstance(kind, Places))


@lru_cache(maxsize=512)
def place_columns(form: Form) -> tuple[Column, ...]:
    """Give the columns of a form that name places, the lowest level first."""
    return tuple(
        column for kind in place_kinds() for column in form.columns if column.type == kind.name
    )


@lru_cache(maxsize=512)
def reference_columns(form: Form) -> tuple[Column, ...]:
    """Give the columns of a form that name what stands on a list of ours: no choices."""
    return tuple(c for c in form.columns if listed_kind(c) and not c.choices)


@lru_cache(maxsize=512)
def names_in_mart(form: Form) -> Mapping[str, str]:
    """Give what the marts call the columns whose values a list of ours names, by column."""
    kinds_of = ((column.name, listed_kind(column)) for column in reference_columns(form))
    return {name: f"{name}_{kind.key}" for name, kind in kinds_of if kind}


def column_number(column: Column | None, value: float, decimals: int | None = None) -> str:
    """Print a number; of a column that says no amount without dots between thousands."""
    if column is None or column.is_amount:
        return number_text(value, decimals)
    return number_text(value, decimals).replace(".", "")


class CellPrinter:
    """Prints values as officers know them: names for codes, labels for choices."""

    def __init__(self, day: Day) -> None:
        self._day = day

    def cell(self, column: Column, value: CellValue) -> CellValue:
        """Give what a cell of a workbook shows; numbers and dates stay what they are."""
        if not isinstance(value, str):
            return value
        return kind_of(column).name_of(column, value, self._day)

    def text(self, column: Column, value: CellValue) -> str:
        """Print a value; "" for none."""
        if value is None:
            return ""
        if isinstance(value, dt.date):
            return date_text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return column_number(column, value)
        return str(self.cell(column, str(value)))


def each_columns(form: Form) -> tuple[str, ...]:
    """Give the columns that a form prints in every row: those of `each`, and where they lie."""
    above = {kind.above for name in form.each if (kind := listed_kind(form.column(name)))}
    more = (one.name for one in form.columns if one.type in above or one.of in form.each)
    return (*form.each, *more)


def each_row(
    form: Form, names: Sequence[str], day: Day, sender: Agency
) -> Iterator[Mapping[str, CellValue]]:
    """Give each member of some columns' lists with each, by column, as stored.

    Beside it where it lies, and what its list says of it. Those of a sender, in the order of the
    lists.
    """
    columns = [form.column(name) for name in names]
    lists = [
        kind.printed(column, day, sender) for column in columns if (kind := listed_kind(column))
    ]
    for members in product(*lists):
        row: dict[str, CellValue] = dict(zip(names, members, strict=True))
        for column, member in zip(columns, members, strict=True):
            kind = listed_kind(column)
            if kind and kind.above:
                holders = (one.name for one in form.columns if one.type == kind.above)
                row.update(dict.fromkeys(holders, kind.holder(member, day)))
            more = (one for one in form.columns if one.of == column.name)
            row |= {one.name: said_of(one, column, member, day) for one in more}
        yield row


def said_of(column: Column, listed: Column, member: CellValue, day: Day) -> CellValue:
    """Give what a list says of a member of one column in another column, as that holds it."""
    kind = listed_kind(listed)
    text = kind.said(member, column.name, day) if kind and isinstance(member, str) else ""
    return kind_of(column).value_of(text) if text else None
