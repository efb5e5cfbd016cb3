"""Who reports and from where: agencies, areas and members of lists between two dates.

A place that ends leaves its ground to others: `Succession` says to which, and whether whole.
"""

from __future__ import annotations  # seeds are read by the types of fields as written here

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

Level = Literal["province", "district", "commune"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_OF_KIND: Mapping[str, Level] = {
    "tinh": "province",
    "huyen": "district",
    "thanh_pho": "district",
    "thi_xa": "district",
    "xa": "commune",
    "phuong": "commune",
    "thi_tran": "commune",
}


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that sends returns (cơ quan), as it stood between two dates."""

    id: str
    name: str
    short_name: str
    kind: str
    area_code: str  # the district's code; "" for provincial bodies
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive
    successor_id: str
    responsibility: str


@dataclass(frozen=True, slots=True)
class Area:
    """A place (địa bàn): identity is (code, valid_from), because codes are used again."""

    id: str
    code: str
    kind: str  # tinh | huyen | thanh_pho | thi_xa | thi_tran | xa | phuong
    name: str  # with its kind, as printed: "Huyện Tràng Định", "Xã Hòa Bình"
    parent_code: str
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive

    @property
    def level(self) -> Level:
        return LEVEL_OF_KIND[self.kind]


@dataclass(frozen=True, slots=True)
class Succession:
    """Where the ground of a place went on the day it ended: all of it, or one of its parts."""

    old_area_id: str
    new_area_id: str
    share: Literal["whole", "part"]
    weight: Decimal | None  # the part of the figures that went there; None when nobody published it


@dataclass(frozen=True, slots=True)
class Member:
    """What stands on a reference list (an ethnic group, a school level) between two dates."""

    id: str
    name: str
    variants: tuple[str, ...]  # other spellings that are accepted
    is_listed: bool  # printed as a row of blank workbooks
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive
    parent_id: str = ""  # the member of the list above in which it lies
    agencies: tuple[str, ...] = ()  # whose row it is, by id or by kind; empty: everybody's
    says: Mapping[str, str] = field(
        default_factory=dict, hash=False
    )  # what else the list says of it
