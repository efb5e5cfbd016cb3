"""What is said of a file as a whole: the case in, a rung-1 finding out.

The sentences stand in expectations/file_sentences.yaml. The one surprising thing: every one of them
ends with what to do, because the officer who gets it has nothing but this sentence.
"""

from functools import lru_cache

from etl.kinds import quoted, sentences
from etl.model import Cell, Finding, Form, Reading, Rung, Severity

_FILE = "file_sentences.yaml"
READER_FAILED = "file.reader_failed"  # what a reader says of itself, never of a file
_MARKED = "file.secret"
LOCKED = frozenset({"encrypted", "encrypted_xls", "encrypted_ods", "rights"})
_SAVE = (
    "Đề nghị mở tệp bằng Excel hoặc LibreOffice, chọn Tệp → Lưu thành (File → Save As), "
    "chọn kiểu “Excel Workbook (*.xlsx)” rồi gửi lại tệp mới."
)


def file_finding(
    said: str,
    /,
    *cells: Cell,
    severity: Severity = Severity.CRITICAL,
    form: Form | None = None,
    column: str = "",
    value: str = "",
    expected: str = "",
    **words: object,
) -> Finding:
    """Say a sentence of file_sentences.yaml, named by its rule and, behind a dot, the case."""
    if form is not None:
        words |= {"number": form.number, "title": form.title}
    words |= {"value": quoted(value), "expected": expected, "save": _SAVE}
    return Finding(
        rule_id=f"file.{said.partition('.')[0]}",
        severity=severity,
        rung=Rung.FILE,
        message=sentences(_FILE)[said].format(**words),
        cells=cells,
        form_id=form.id if form else "",
        column=column,
        value=value,
        expected=expected,
    )


def refused_kind(kind: str) -> Finding:
    """Say that a file of that kind is not read, and how to send a proper one."""
    said = f"{'password' if kind in LOCKED else 'not_a_workbook'}.{kind}"
    return file_finding(said if said in sentences(_FILE) else "not_a_workbook.unknown")


def damaged(detail: str = "") -> Finding:
    """Say that the workbook cannot be opened because its inside is broken."""
    return file_finding("damaged", reason=f" ({detail})" if detail else "")


def unsafe(reason: str, do: str = _SAVE) -> Finding:
    """Say that a file could not be opened safely, and why."""
    return file_finding("unsafe", reason=reason, do=do)


def too_large(reason: str, do: str) -> Finding:
    """Say that a file is beyond the limits, and how to make it smaller."""
    return file_finding("too_large", reason=reason, do=do)


@lru_cache(maxsize=1)
def cannot_read_safely() -> Finding:
    """Say that the reading process died on this file."""
    return file_finding("cannot_read_safely")


def reader_failed(reason: str) -> Finding:
    """Say that we, not the sender, are at fault."""
    return file_finding("reader_failed", value=reason)


def secret() -> Finding:
    """Say that a file has a marking of secrecy; nothing of it is told, and nothing kept."""
    return file_finding("secret")


def is_secret(reading: Reading) -> bool:
    """Tell whether a workbook was refused because of a marking of secrecy."""
    return any(finding.rule_id == _MARKED for finding in reading.findings)
