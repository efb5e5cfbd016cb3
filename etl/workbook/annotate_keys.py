"""How a returned workbook is recognised when it comes back: names, marks and keys of its lines.

In: findings, or the rows of a sheet "Cần sửa". Out: the key of each line, the reasons that an
officer wrote. The one surprising thing: the key stands in a hidden column, so that lines may be
sorted or copied and still be understood.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from etl.model import Finding
from etl.workbook.reasons import gives_reason

TO_FIX_SHEET = "Cần sửa"
FIXED_SHEET = "Đã sửa"
NO_MACROS_SHEET = "Đã gỡ macro"
KEY_HEADER = "BDT_KEY"  # above the hidden column; also marks a sheet as ours
REASON_HEADER = "Giải trình"
NOTE_MARK = "── Kết quả kiểm tra ──"  # in a note, what follows is ours
ANY_NOTE_MARK = re.compile(r"── [^─\n]+ kiểm tra ──")  # earlier ones name who judged


def finding_key(finding: Finding) -> str:
    """Give the key on which findings of successive versions agree: "form|rule|column|row"."""
    return "|".join((finding.form_id, finding.rule_id, finding.column, finding.row_key))


def explanations_in(rows: Iterable[Sequence[object]]) -> Mapping[str, str]:
    """Read the reasons that an officer wrote on a sheet "Cần sửa".

    `rows` are the values of its cells from the top; gives reason by key, and nothing when the
    sheet is not one of ours.
    """
    found: dict[str, str] = {}
    at_key = at_reason = -1
    for row in rows:
        texts = ["" if value is None else str(value).strip() for value in row]
        if at_key < 0:
            if KEY_HEADER in texts and REASON_HEADER in texts:
                at_key, at_reason = texts.index(KEY_HEADER), texts.index(REASON_HEADER)
            continue
        if max(at_key, at_reason) < len(texts) and texts[at_key] and gives_reason(row[at_reason]):
            found[texts[at_key]] = texts[at_reason]
    return found
