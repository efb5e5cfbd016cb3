"""A report's content as text that is kept: a `Content` in, JSON and its hash out, and back again.

The one surprising thing: number and date of the letter are blank in what is kept. They are filled
in when the letter is issued, so that the hash is the same before and after the signature.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from etl.errors import ReportError
from etl.report.content import Content


@dataclass(frozen=True, slots=True)
class Kept:
    """A content as text, with the hash that stands for it."""

    text: str
    sha256: str


def keep(content: Content) -> Kept:
    """Write a content so that the same content is always the same text."""
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
