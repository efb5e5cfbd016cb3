"""Who reports and from where: agencies, areas and ethnic groups as they stood between two dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


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
    kind: str  # tinh | huyen | thanh_pho | thi_tran | xa | phuong
    name: str  # with its kind, as printed: "Huyện Tràng Định", "Xã Hòa Bình"
    parent_code: str
    valid_from: dt.date
    valid_to: dt.date | None  # exclusive


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """An ethnic group (dân tộc) with the spellings that are accepted for it."""

    id: str
    name: str
    variants: tuple[str, ...]
    is_minority: bool
