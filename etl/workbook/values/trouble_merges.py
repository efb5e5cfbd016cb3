"""Sentences for merged cells: a column and the merged area in, trouble out.

The one surprising thing: a value that a merged cell hides is quoted, because nobody can see it.
"""

from __future__ import annotations

from etl.kinds import Trouble, quoted
from etl.model import Column

UNMERGE = (
    "bỏ gộp ô (Trang đầu → Phối và Căn giữa → Hủy phối ô; bản tiếng Anh: Home → Merge & Center → "
    "Unmerge Cells)"
)


def shared_by_merge(column: Column, area: str, several: str) -> Trouble:
    return Trouble(
        "merged",
        f"Ô gộp {area} ghi một số chung cho {several}, nên không rõ số liệu của từng ô ở cột "
        f"“{column.header}”. Đề nghị {UNMERGE} rồi ghi số riêng vào từng ô.",
    )


def hidden_by_merge(column: Column, area: str, value: object) -> Trouble:
    text = "" if value is None else quoted(value)
    kept = f"“{text}”" if text else "số liệu"
    return Trouble(
        "merged",
        f"Ô ở cột “{column.header}” bị ô gộp {area} che nên không hiện ra, nhưng vẫn còn giữ "
        f"{kept}; không rõ số liệu nào đúng. Đề nghị {UNMERGE} rồi ghi đúng số liệu vào từng "
        "ô.",
        text,
    )
