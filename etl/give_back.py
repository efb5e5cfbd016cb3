"""The returned workbook: what an agency sent and what was found in it in, an annotated copy out.

The one surprising thing: a file whose package cannot be edited (an .xls, an .ods, something
unreadable) is answered with a new workbook that lists the findings and says why. No copy that
leaves the house holds a macro, also not one of the file as it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.workbook import Workbook

from etl.contracts import load_forms
from etl.errors import ReportingError
from etl.model import EarlierReason, Finding
from etl.workbook.annotate import tabs
from etl.workbook.annotate.fault_list import Message
from etl.workbook.annotate.package import Package, PackageError
from etl.workbook.annotate.returned_workbook import annotate
from etl.workbook.foreign.formats.outside import MACROS, may_run
from etl.workbook.gate import inspect

_BLANK = "BDT_blank"
_OTHER_KINDS = {"xls": "tệp Excel kiểu cũ (.xls)", "ods": "tệp OpenDocument (.ods)"}
_OTHER_KIND = (
    "Tệp đã gửi là {kind} nên không tô màu được từng ô trong tệp đó; danh sách dưới đây ghi địa "
    "chỉ từng ô. Đề nghị mở tệp gốc, chọn Tệp → Lưu thành (File → Save As) dạng Excel Workbook "
    "(.xlsx), sửa các điểm dưới đây rồi gửi lại."
)
_NOT_MARKED = (
    "Hệ thống không đánh dấu được trong tệp đã gửi. Đề nghị sửa theo nội dung dưới đây rồi gửi lại."
)
_STAY = (
    "Tệp này có macro không gỡ được, hoặc không mở ra kiểm tra được, nên hệ thống không phát lại "
    "bản gốc. Dùng tệp đang có trên máy của cơ quan, hoặc đề nghị người quản trị hệ thống lấy bản "
    "lưu theo mã kiểm chứng."
)
_MALFORMED = (PackageError, LookupError, TypeError, ValueError, AttributeError, StopIteration)


class MacrosStayError(ReportingError):
    """A file that may run something on the computer that opens it, and must not leave the house."""


def give_back(
    original: Path,
    findings: Sequence[Finding],
    target: Path,
    *,
    agency_name: str = "",
    period_title: str = "",
    fixed: Sequence[Finding] = (),
    file_name: str = "",
    explanations: Mapping[str, str] | None = None,
    earlier: Mapping[str, EarlierReason] | None = None,
    rule_book: str = "",
    standing: str = "",
) -> None:
    """Write an annotated copy of a workbook.

    `fixed` are findings of the version before that are gone; `explanations` are reasons given so
    far and `earlier` what was decided in an earlier period, both by finding key; `rule_book` is
    the version of the rules that found them; `standing` says which version counts now. The
    target is replaced as a whole. Never fails because of what the original holds.
    """
    message = Message(
        who=" – ".join(part for part in (agency_name, period_title) if part),
        file_name=file_name or original.name,
        form_names={form.id: form.number for form in load_forms().values()},
        explanations=explanations or {},
        earlier=earlier or {},
        rule_book=rule_book,
        aside=standing,
    )
    package = _annotated(original, findings, fixed, message)
    partial = target.with_name(f".{target.name}.partial")
    package.write(partial)
    partial.replace(target)


def hand_out(original: Path, target: Path) -> str:
    """Write a copy of a workbook as it came, without its macros, and give the copy's kind.

    Gives "" and writes nothing when there is nothing to take out: the file may leave as it is.
    Raises `MacrosStayError` when its macros cannot be taken out, or it cannot be looked into.
    """
    checked = inspect(original)
    if isinstance(checked, Finding) or checked.kind == "xls":
        if may_run(original.read_bytes()):
            raise MacrosStayError(_STAY)
        return ""
    if not any(remark.rule_id == MACROS for remark in checked.remarks):
        return ""
    try:
        if checked.kind == "ods":
            tabs.ods_without_macros(original, target)
            return "ods"
        package = Package.read(original)
        tabs.remove_macros(package)
        tabs.say_so(package)
        package.write(target)
    except _MALFORMED as error:
        raise MacrosStayError(_STAY) from error
    return "xlsx"


def _annotated(
    original: Path, findings: Sequence[Finding], fixed: Sequence[Finding], message: Message
) -> Package:
    checked = inspect(original)
    kind = "" if isinstance(checked, Finding) else checked.kind
    if kind in ("xlsx", "xlsm"):
        try:
            package = Package.read(original)
            if tabs.remove_macros(package):
                told = tabs.TOLD.format(kind="xlsx")
                aside = f"{told} – {message.aside}" if message.aside else told
                message = replace(message, aside=aside)
            annotate(package, findings, fixed, message)
        except _MALFORMED:
            kind = "damaged"
        else:
            return package
    notice = _NOT_MARKED
    if kind in _OTHER_KINDS:
        notice = _OTHER_KIND.format(kind=_OTHER_KINDS[kind])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.xlsx"
        with Workbook(str(path)) as workbook:
            workbook.add_worksheet(_BLANK)
        package = Package.read(path)
    annotate(package, findings, fixed, replace(message, notice=notice))
    tabs.remove_sheets(package, [_BLANK])
    return package
