"""What our own workbooks say that is recognised when they come back.

In: texts of cells, findings, the rows of a sheet "Cần sửa". Out: whether nothing occurred, the key
of each line, the reasons that an officer wrote. The one surprising thing: the box that says that
nothing occurred is one cell that holds its own words, and a key stands in a hidden column, so that
both are found in every format, after every conversion, and however lines are sorted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from etl.model import Finding
from etl.wording.names import normalise_vietnamese
from etl.workbook.reasons import gives_reason

LIST_SHEET = "_danh_muc"  # our lists for drop-downs
FORMS_HEADERS = ("Biểu số", "Tên biểu", "Đơn vị tính", "Trang tính")  # on the cover
TO_FIX_SHEET = "Cần sửa"
FIXED_SHEET = "Đã sửa"
NO_MACROS_SHEET = "Đã gỡ macro"
BESIDE_SHEET = "Đối chiếu các biểu"  # what is laid beside what: to be read by people only
KEY_HEADER = "BDT_KEY"  # above the hidden column; also marks a sheet as ours
REASON_HEADER = "Giải trình"
NOTE_MARK = "── Kết quả kiểm tra ──"  # in a note, what follows is ours
ANY_NOTE_MARK = re.compile(r"── [^─\n]+ kiểm tra ──")  # earlier ones name who judged

NIL = "Không phát sinh trong kỳ"
OPEN = f"[  ] {NIL}"
MARKED = f"[x] {NIL}"
_LONGEST = 80  # characters; a longer text says something else as well
_MARKED = re.compile(r"\[\s*[xv✓✔]\s*\].*\bkhông (?:có )?phát sinh\b.*")
_SAID = re.compile(
    r"\(?(?:trong (?:kỳ|quý|năm)[^,:]{0,20} )?(?:cơ quan |đơn vị |huyện |tỉnh )?(?:báo cáo )?"
    r"không (?:có )?phát sinh(?: (?:số liệu|nội dung|công trình|dự án|trường hợp))?(?: nào)?"
    r"(?: trong (?:kỳ|quý|năm)[^,:]{0,20})?\)?\.?"
)


def finding_key(finding: Finding) -> str:
    """Give the key on which findings of successive versions agree: "form|rule|column|row"."""
    return "|".join((finding.form_id, finding.rule_id, finding.column, finding.row_key))


def explanations_in(rows: Iterable[Sequence[object]]) -> Mapping[str, str]:
    """Read by key the reasons in the rows of a sheet "Cần sửa"; none where it is not of ours."""
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


def is_marked(text: str) -> bool:
    """Tell whether a text is the box of a blank sheet, marked."""
    return _says(_MARKED, text)


def says_nil(text: str) -> bool:
    """Tell whether a text says that nothing occurred, and nothing else."""
    return is_marked(text) or _says(_SAID, text)


def _says(pattern: re.Pattern[str], text: str) -> bool:
    may_say = "sinh" in text.lower() and len(text) <= _LONGEST
    return may_say and pattern.fullmatch(normalise_vietnamese(text)) is not None
