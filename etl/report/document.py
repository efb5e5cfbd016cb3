"""The form of the document and the words of its period: document.yaml in, look-ups out.

In: text/document.yaml (a clerk's file), who gathers and who reports, the poverty marts. Out:
`Letterhead`, and the texts that prose may call by name ({năm}, {kỳ}, {chuẩn nghèo}…). The one
surprising thing: which poverty standard holds is read from the data of the period, not from a
calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from etl.errors import ReportError
from etl.model import Period
from etl.reference import Reference
from etl.report.content import NO_DATA
from etl.report.letterhead import Letterhead
from etl.report.marts import Marts, matching
from etl.report.placeholders import fill
from etl.wording import date_text, small

TEXT = Path(__file__).resolve().parent / "text"

AREAS = "địa bàn"
"""What the areas of tables are called in a period: {địa bàn} is "huyện, thành phố"…"""
_SHARES = {
    "minority_poor_of_minority": "share(poor_minority_household_count, minority_household_count)",
    "minority_poor_of_all": "share(poor_minority_household_count, household_count)",
    "minority_poor_of_poor": "share(poor_minority_household_count, poor_household_count)",
}


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """What a period calls things: texts for prose, variables for the catalogue of figures."""

    texts: Mapping[str, str]  # {name} in prose -> text
    variables: Mapping[str, str]  # $name in figures.yaml, tables.yaml -> value


def read_document(folder: Path = TEXT) -> Mapping[str, Any]:
    """Read document.yaml; raises `ReportError` naming the file when it cannot be read."""
    path = folder / "document.yaml"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ReportError(f"Không đọc được tệp thể thức văn bản {path.name}: {error}") from error
    if not isinstance(document, dict):
        raise ReportError(f"Tệp {path.name} phải gồm các mục dạng “tên mục: nội dung”.")
    return document


def words_of(period: Period, document: Mapping[str, Any], marts: Marts) -> DocumentWords:
    """Gather the texts and variables of a period."""
    basis = str(_take(document, "cách tính tỷ lệ hộ nghèo"))
    if basis not in _SHARES:
        raise ReportError(
            f"document.yaml, mục “cách tính tỷ lệ hộ nghèo”: không có cách tính “{basis}”. "
            f"Chọn một trong: {', '.join(_SHARES)}."
        )
    rates = matching(marts.rows("poverty_rate"), {"basis": basis})
    rate = max(rates, key=lambda row: row["denominator_count"] or 0, default=None)
    standard = str(rate["standard"]) if rate else ""
    label = str(rate["basis_label"]) if rate else NO_DATA
    standards = _take(document, "chuẩn nghèo")
    reference = Reference.load()
    texts = {
        "năm": str(period.year),
        "năm trước": str(period.year - 1),
        "năm sau": str(period.year + 1),
        "kỳ": small(period.title),
        "kỳ trước": small(period.before.title) if period.before else NO_DATA,
        "ngày chốt số liệu": date_text(period.ends_on),
        "ngày vận hành": date_text(marts.rows("operation")[0]["live_from"]),
        AREAS: reference.counted_kinds(period),
        "cơ quan": reference.board(period.ends_on).short_name,
        "cơ sở tính tỷ lệ hộ nghèo": small(label),
        "chuẩn nghèo": str(standards.get(standard, standard)) if standard else NO_DATA,
    }
    variables = {
        "standard": standard,
        "basis": basis,
        "basis_label": small(label),
        "basis_share": _SHARES[basis],
    }
    return DocumentWords(texts, variables)


def letterhead_of(period: Period, document: Mapping[str, Any], words: DocumentWords) -> Letterhead:
    """Make the letterhead of the board of the period's last day, with an empty number and date.

    Not of the day of drafting: a draft made again, of the same returns, is the same letter.
    """
    board = Reference.load().board(period.ends_on)
    own = _take(_take(document, "theo cơ quan ban hành"), board.id)
    kind = "năm" if period.is_year else "quý"
    subject = fill(str(_take(_take(document, "trích yếu"), kind)), words.texts, "document.yaml")
    return Letterhead(
        superior=str(_take(document, "cơ quan chủ quản")),
        agency=board.short_name.upper(),
        agency_in_text=board.short_name,
        symbol=str(_take(own, "ký hiệu")),
        place=str(_take(document, "địa danh")),
        kind=str(_take(document, "tên loại")),
        subject=subject,
        addressees=tuple(document.get("kính gửi") or ()),
        authority=tuple(own.get("quyền hạn người ký") or ()),
        signatory=str(document.get("họ tên người ký") or ""),
        recipients=tuple(
            fill(name, words.texts, "document.yaml") for name in own.get("nơi nhận") or ()
        ),
        archive=str(document.get("lưu") or ""),
    )


def _take(mapping: Mapping[str, Any], key: str) -> Any:
    if key not in mapping:
        raise ReportError(f"document.yaml thiếu mục “{key}”.")
    return mapping[key]
