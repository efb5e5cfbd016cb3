"""The form of the document and the words of its period: document.yaml in, look-ups out.

The words are what prose may call by name ({năm}, {kỳ}, {chuẩn nghèo}…). The one surprising thing:
which poverty standard holds is read from the data of the period, not from a calendar.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from etl import CONTRACTS
from etl.contracts.indicators import load_indicators
from etl.errors import ReportError
from etl.model import Period
from etl.reference import Reference
from etl.report.content import NO_DATA, Letterhead
from etl.report.figure_catalogue import WATCHED
from etl.report.mart_rows import Marts
from etl.report.prose import fill
from etl.warehouse.watched import TOTAL
from etl.wording import date_text, listed, small

TEXT = CONTRACTS / "report"

AREAS = "địa bàn"  # what the areas of tables are called in a period: "huyện, thành phố"…
DocumentWords = Mapping[str, str]  # what a period calls things: {name} in prose → text


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
    """Gather the texts of a period."""
    reference = Reference.load()
    return {
        **words_of_period(period),
        **_periods_of_forms(document, marts),
        "ngày chốt số liệu": date_text(period.ends_on),
        "ngày vận hành": date_text(marts.rows("operation")[0]["live_from"]),
        AREAS: reference.counted_kinds(period),
        "cơ quan": reference.board(period.ends_on).short_name,
        **_said_of_rates(document, marts),
        **_said_of_floors(marts),
        **names_in_lists(document, reference, period.ends_on),
    }


def names_in_lists(document: Mapping[str, Any], reference: Reference, on: dt.date) -> DocumentWords:
    """Name what stands on reference lists on a day, as one of their columns has it."""
    texts = {}
    for name, entry in (document.get("tên trong danh mục") or {}).items():
        list_id, column = str(_take(entry, "danh mục")), str(_take(entry, "cột"))
        if list_id not in reference.lists or column not in reference.lists[list_id].told:
            raise ReportError(
                f"document.yaml, mục “{name}”: sql/seeds/reference_list.csv không có danh mục "
                f"“{list_id}” nói thêm cột “{column}”."
            )
        found = [one.says.get(column, "") for one in reference.members(list_id, on)]
        texts[name] = listed([one for one in found if one]) or NO_DATA
    return texts


def words_of_period(period: Period) -> DocumentWords:
    """Say which period it is, which year, and which ones lie beside them or are summed up."""
    years = period.years_since
    return {
        "năm": str(period.year),
        "năm trước": str(period.year - 1),
        "năm sau": str(period.year + 1),
        "giai đoạn": f"giai đoạn {years[0]} - {period.year}" if years else f"năm {period.year}",
        "kỳ": small(period.title),
        "kỳ trước": small(period.before.title) if period.before else NO_DATA,
    }


def _periods_of_forms(document: Mapping[str, Any], marts: Marts) -> DocumentWords:
    """Name the periods that tell the numbers of forms which a year's report takes from others."""
    return {
        name: small(Period.parse(marts.of(str(form_id)).period_key).title)
        for name, form_id in document.get("kỳ của biểu", {}).items()
    }


def _said_of_rates(document: Mapping[str, Any], marts: Marts) -> DocumentWords:
    """Say how rates are made, and of which part of their form, as the data of the period are."""
    texts = {}
    for name, entry in _take(document, "lời đi kèm tỷ lệ").items():
        one = load_indicators().get(str(_take(entry, "chỉ tiêu")))
        if one is None:
            raise ReportError(
                f"document.yaml, mục “{name}”: không có chỉ tiêu “{entry['chỉ tiêu']}” trong "
                "expectations/indicators.yaml."
            )
        where = {"indicator_id": one.id, "is_total": "true", "is_main": "true"}
        rows = marts.matching("indicator", where)
        said = small(one.basis)
        if rows and "phần số liệu" in entry:
            apart = str(rows[0]["apart"])
            said = str(entry["phần số liệu"].get(apart, apart))
        texts[name] = said if rows and said else NO_DATA
    return texts


def _said_of_floors(marts: Marts) -> DocumentWords:
    """Say on what the level rests that a watched share must come to, and that it is assumed."""
    texts = {}
    for one in load_indicators().values():
        if one.watched:
            rows = marts.matching(WATCHED, {"indicator_id": one.id, "part": TOTAL})
            said = str(rows[0]["floor_basis"]) if rows else NO_DATA
            texts[f"căn cứ mức theo dõi {one.watched.name}"] = said
    return texts


def listed_in(document: Mapping[str, Any]) -> tuple[str, str, str, Mapping[str, str]]:
    """Give the form whose texts are listed, its columns of topics and of contents, and what groups.

    That is, by the name of a list, the column by whose choices it is told.
    """
    lists = _take(document, "danh sách")
    form_id, topic, content = (str(_take(lists, key)) for key in ("biểu", "phân loại", "nội dung"))
    return form_id, topic, content, lists.get("nhóm") or {}


def text_of(period: Period, document: Mapping[str, Any]) -> str:
    """Name the file of the clerk's text for a period: of its kind, or of years or other periods."""
    own = _own_of(period, document)
    return (
        str(_take(own, "văn bản")) if own else f"{'annual' if period.is_year else 'quarterly'}.md"
    )


def _own_of(period: Period, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what is declared of the reports of a period's kind alone."""
    return (document.get("báo cáo riêng") or {}).get(period.kind) or {}


def letterhead_of(period: Period, document: Mapping[str, Any], words: DocumentWords) -> Letterhead:
    """Make the letterhead of the board of the period's last day, with an empty number and date.

    Not of the day of drafting: a draft made again, of the same returns, is the same letter.
    """
    board = Reference.load().board(period.ends_on)
    own = _take(_take(document, "theo cơ quan ban hành"), board.id)
    kind = "năm" if period.is_year else "quý"
    of_kind = _own_of(period, document) or {"trích yếu": _take(_take(document, "trích yếu"), kind)}
    subject = fill(str(_take(of_kind, "trích yếu")), words, "document.yaml")
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
        recipients=tuple(fill(name, words, "document.yaml") for name in own.get("nơi nhận") or ()),
        archive=str(document.get("lưu") or ""),
    )


def _take(mapping: Mapping[str, Any], key: str) -> Any:
    if key not in mapping:
        raise ReportError(f"document.yaml thiếu mục “{key}”.")
    return mapping[key]
