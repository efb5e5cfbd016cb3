"""What a column may hold: one object a kind, asked by whoever reads, prints, stores or lists cells.

In: the name of a kind, as contracts write it. Out: the object. The one surprising thing: a
reference list is a kind as soon as sql/seeds/reference_list.csv has a line for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from etl.kinds.cell_sentences import Trouble, asked, quoted, sentences, trouble
from etl.kinds.kind import DATE_EXAMPLE, Date, Integer, Kind, Number, Text
from etl.kinds.listed import (
    Choice,
    Listed,
    OfAgencies,
    OfList,
    choice_keys,
    labels_of,
    stated_choice,
)
from etl.kinds.of_places import OfAnyLevel, Places
from etl.model import Column, Form
from etl.reference.seeds import read_lists


@cache
def kinds() -> Mapping[str, Kind]:
    """Give every kind by name: those of cells, of places from the lowest level up, of lists."""
    made = (
        Text("text", "chữ"),
        Integer("integer", "số nguyên", "12"),
        Number("number", "số", "1.234,5"),
        Date("date", "ngày", DATE_EXAMPLE),
        Choice("choice", "chọn"),
        Places(
            "commune",
            "xã, phường, thị trấn",
            "Xã Đại Đồng",
            above="district",
            header_word="xã",
            header_words="xã phường tt thị trấn",
        ),
        Places(
            "district",
            "huyện, thành phố",
            "Huyện Tràng Định",
            above="province",
            header_word="huyện",
            header_words="huyện thành phố tp thị xã quận",
        ),
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
