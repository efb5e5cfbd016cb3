"""The report of a period: a connection in, three editions that were read back out.

A text that a clerk edits (text/*.md) and the marts become one `Content`, which is kept; Word, Excel
and HTML are made from it. The one surprising thing: nothing leaves this room unless every number in
all three files was read back and found equal to the warehouse.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from etl.errors import ReportError
from etl.report import readback
from etl.report.compose import compose
from etl.report.content import Content
from etl.report.document import TEXT


@dataclass(frozen=True, slots=True)
class Built:
    """A report as made: what it says, its files by edition, how many numbers were read back."""

    content: Content
    files: Mapping[str, Path]
    compared: int


def render(
    connection: Connection,
    content: Content,
    target: Path,
    *,
    number: str = "",
    signed_on: dt.date | None = None,
    made_at: dt.datetime | None = None,
) -> Built:
    """Write the three editions of a content into the folder `target` and read them back.

    Without a number and a date it is a draft and says so. `made_at` is what the files' properties
    say (default: now). Raises `ReportError` when an edition differs from the warehouse.
    """
    from etl.report.docx import write_docx
    from etl.report.html import write_html
    from etl.report.xlsx import write_xlsx

    letterhead = replace(content.letterhead, number=number, signed_on=signed_on)
    content = replace(content, letterhead=letterhead)
    made_at = made_at or dt.datetime.now(dt.UTC)
    target.mkdir(parents=True, exist_ok=True)
    name = f"Bao-cao-cong-tac-dan-toc-{content.period.key}{'-du-thao' if content.is_draft else ''}"
    files = {edition: target / f"{name}.{edition}" for edition in ("docx", "xlsx", "html")}
    write_docx(content, files["docx"], made_at=made_at)
    write_xlsx(content, files["xlsx"], made_at=made_at)
    write_html(content, files["html"])
    compared = readback.check(connection, content, files)
    return Built(content, files, compared)


@dataclass(frozen=True, slots=True)
class Kept:
    """A content as text, with the hash that stands for it."""

    text: str
    sha256: str


def keep(content: Content) -> Kept:
    """Write a content so that the same content is always the same text.

    Number and date of the letter are blank in it and filled in when it is issued, so that the hash
    is the same before and after the signature.
    """
    blank = replace(content, letterhead=replace(content.letterhead, number="", signed_on=None))
    plain = _shape().dump_python(blank, mode="json")
    text = json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return Kept(text, sha256_of(text))


def content_of(kept: Kept) -> Content:
    """Read a content back; raises `ReportError` when it is not what the hash stands for."""
    if sha256_of(kept.text) != kept.sha256:
        raise ReportError(
            "Nội dung dự thảo lưu trong kho không còn đúng với mã băm của nó nên không thể dùng. "
            "Đây là lỗi của hệ thống; đề nghị báo người quản trị rồi lập lại dự thảo."
        )
    try:
        return _shape().validate_json(kept.text)
    except ValidationError as error:
        raise ReportError(
            "Phiên bản này không đọc được nội dung dự thảo đã lưu. Đề nghị lập lại dự thảo rồi "
            "trình ký lại."
        ) from error


def sha256_of(text: str) -> str:
    """Give the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _shape() -> TypeAdapter[Content]:
    return TypeAdapter(Content)
