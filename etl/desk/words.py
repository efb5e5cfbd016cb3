"""The desk's fixed Vietnamese words: states, turns, severities, events and receipts of actions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from etl import wording
from etl.contracts import load_forms
from etl.model import EarlierReason, Severity
from etl.wording import capital, in_quotes, number_text, places_text

# printed word, tone, sign for those who do not see the tone
STATES: Mapping[str, tuple[str, str, str]] = {
    state: (capital(wording.STATES[state]), *shown)
    for state, shown in (
        ("missing", ("quiet", "○")),
        ("late", ("bad", "○")),
        ("received", ("busy", "…")),
        ("rejected", ("bad", "✕")),
        ("needs_confirmation", ("warn", "!")),
        ("under_review", ("busy", "…")),
        ("awaiting_signature", ("warn", "✎")),
        ("accepted", ("good", "✓")),
        ("superseded", ("quiet", "↻")),
        ("withdrawn", ("quiet", "–")),
        ("waived", ("quiet", "–")),
        ("not_owed", ("none", "")),
    )
}
TURNS: Mapping[str, str] = {
    "agency_send": "Cơ quan gửi",
    "agency_fix": "Cơ quan sửa",
    "agency_explain": "Cơ quan giải trình",
    "agency_sign": "Thủ trưởng cơ quan ký",
    "steward": "Cán bộ tổng hợp xem xét",
    "machine": "Hệ thống kiểm tra",
    "nobody": "Xong",
}
SEVERITIES: Mapping[str, tuple[str, str, str]] = {
    severity: (capital(wording.SEVERITIES[severity]), *shown)
    for severity, shown in (
        (Severity.CRITICAL, ("bad", "✕")),
        (Severity.WARNING, ("warn", "!")),
        (Severity.INFO, ("busy", "i")),
    )
}
_UNITS = ((86_400, "ngày", 1), (3_600, "giờ", 1), (60, "phút", 0))  # seconds, name, decimals
ON_TRIAL = ("Đang thử nghiệm", "busy", "i")
RELEASES: Mapping[str, tuple[str, str, str]] = {
    "draft": ("Dự thảo, chờ ký duyệt", "busy", "…"),
    "approved": ("Đã ký duyệt", "good", "✓"),
    "published": ("Đã ban hành", "good", "✓"),
    "refused": ("Đã từ chối", "bad", "✕"),
}
DECISIONS: Mapping[str, tuple[str, str, str]] = {
    "waiting": (capital(wording.STATES["under_review"]), "busy", "…"),
    "accepted": ("Được chấp nhận", "good", "✓"),
    "approved": ("Được chấp nhận", "good", "✓"),
    "refused": ("Không được chấp nhận", "bad", "✕"),
    "withdrawn": ("Đã rút đề nghị", "quiet", "–"),
    "waived": ("Được chấp nhận ngoại lệ", "good", "✓"),
}
CHANGES: Mapping[str, tuple[str, str, str]] = {
    "fixed": ("Đã sửa", "good", "✓"),
    "still_open": ("Còn lại", "warn", "="),
    "new": ("Mới phát sinh", "bad", "+"),
    "worse": ("Nặng hơn trước", "bad", "↑"),
}
CAUSES: Mapping[str, str] = {  # why a return was judged
    "received": "Kiểm tra khi nhận",
    "counterpart_gone": "Kiểm tra lại vì biểu đối chiếu không còn",
    "rules_changed": "Kiểm tra lại theo quy tắc mới",
    "corrected": "Kiểm tra lại sau khi đính chính",
}
RUNGS: Mapping[int, str] = {rung: capital(name) for rung, name in wording.RUNGS.items()}
CHANNELS: Mapping[str, str] = {
    "inbox": "Hộp thư đến",
    "upload": "Trang của cơ quan",
    "precheck": "Kiểm tra thử trên trang của cơ quan",
    "email": "Thư điện tử",
    "command_line": "Nạp trực tiếp",
}
DONE: Mapping[str, str] = {
    "giai-trinh": "Đã ghi nhận giải trình; cán bộ tổng hợp sẽ xem xét.",
    "chap-nhan": "Đã chấp nhận giải trình.",
    "khong-chap-nhan": "Đã từ chối giải trình; cơ quan được báo lại.",
    "ngoai-le": "Đã ghi nhận ngoại lệ.",
    "thu-hoi-ngoai-le": "Đã thu hồi ngoại lệ.",
    "de-nghi": "Đã ghi nhận đề nghị đính chính; chờ một cán bộ tổng hợp khác quyết định.",
    "dinh-chinh": "Đã chấp nhận đính chính; giá trị gốc vẫn được lưu.",
    "khong-dinh-chinh": "Đã từ chối đính chính; số liệu giữ nguyên.",
    "rut-dinh-chinh": "Đã rút đề nghị đính chính.",
    "kiem-tra-lai": "Đã áp dụng kết quả kiểm tra lại.",
    "gia-han": "Đã ghi nhận gia hạn.",
    "ban-rut": "Đã rút bản này; số liệu của bản không còn được tính.",
    "ban-khoi-phuc": "Đã khôi phục bản này; số liệu của bản đang có hiệu lực.",
    "ban-de-nghi": "Kỳ đã khóa: đã ghi nhận đề nghị, chờ một cán bộ tổng hợp khác quyết định.",
    "ban-dong-y": "Đã đồng ý; thay đổi có hiệu lực ngay.",
    "ban-khong-dong-y": "Đã từ chối đề nghị; số liệu giữ nguyên.",
    "ban-rut-de-nghi": "Đã rút đề nghị.",
    "sau-khi-khoa": "Đã cho phép bản gửi sau khi kỳ báo cáo khóa.",
    "khoa-dong": "Đã khóa kỳ báo cáo; bản gửi từ nay chờ cán bộ tổng hợp quyết định.",
    "da-bao-mat": "Đã ghi nhận: người phụ trách bảo mật đã được báo.",
    "khoa-mo": "Đã mở lại kỳ báo cáo.",
    "lien-ket": "Đã tạo đường liên kết.",
    "thu-hoi-lien-ket": "Đã thu hồi đường liên kết; đường liên kết này không mở được nữa.",
    "ky": "Đã ghi nhận xác nhận của thủ trưởng cơ quan.",
    "mat-khau": "Đã đổi mật khẩu. Đăng nhập lại bằng mật khẩu mới.",
    "tai-khoan": "Đã cập nhật tài khoản.",
    "du-thao": "Đã lập dự thảo báo cáo.",
    "ky-duyet": "Đã ký duyệt và ban hành báo cáo.",
    "tu-choi": "Đã từ chối dự thảo báo cáo.",
    "dang-xuat": "Đã đăng xuất.",
}


def ago_text(moment: dt.datetime | None) -> str:
    """Say how long ago a moment was: "3 ngày trước", "vừa xong"; "" when there was none."""
    if moment is None:
        return ""
    seconds = max((dt.datetime.now(dt.UTC) - moment).total_seconds(), 0)
    for unit, name, _ in _UNITS:
        if seconds >= unit:
            return f"{int(seconds // unit)} {name} trước"
    return "vừa xong"


def duration_text(seconds: float | Decimal | None) -> str:
    """Say how long something took: "2,5 ngày", "3 giờ", "12 phút"; "" when not known."""
    if seconds is None:
        return ""
    for unit, name, decimals in _UNITS:
        if seconds >= unit:
            return f"{number_text(round(float(seconds) / unit, decimals))} {name}"
    return "dưới 1 phút"


def stored_text(value: str | None) -> str:
    """Print a value that the registry keeps as text; numbers the Vietnamese way."""
    if value is None or value == "":
        return "(trống)"
    try:
        return number_text(Decimal(value))
    except (InvalidOperation, ValueError):
        return value


def sheets_text(head: Mapping[str, Any]) -> str:
    """Name the sheets of a return: trang tính “A”; các trang tính “A”, “B”."""
    named = in_quotes([head["sheet"], *head["more_sheets"]])
    return f"các trang tính {named}" if head["more_sheets"] else f"trang tính {named}"


def row_text(head: Mapping[str, Any], cell: Mapping[str, Any]) -> str:
    """Name a row of a return: its number in the sheet, and the sheet where there are several.

    `cell` has `sheet_no` and `excel_row`.
    """
    sheets = [head["sheet"], *head["more_sheets"]]
    where = f", trang tính “{sheets[cell['sheet_no'] - 1]}”" if head["more_sheets"] else ""
    return f"{cell['excel_row']}{where}"


def anchor(head: Mapping[str, Any], sheet: str, letter: str, row: int) -> str:
    """Name the place of a cell on the page of its return."""
    sheets = [head["sheet"], *head["more_sheets"]]
    return f"o-{letter}{row}" + (f"-{sheets.index(sheet) + 1}" if sheet in sheets[1:] else "")


def correction_text(correction: Mapping[str, Any]) -> str:
    """Say what a central correction changed, with its cell."""
    form = load_forms()[correction["form_id"]]
    letter = correction["letters"].get(correction["column_name"], "")
    return (
        f"{form.number}, ô {letter}{row_text(correction, correction)} "
        f"({form.column(correction['column_name']).header}): "
        f"{stored_text(correction['original_value'])} → "
        f"{stored_text(correction['corrected_value'])}"
    )


def dispute_text(dispute: Mapping[str, Any]) -> str:
    """Tell who sent first that another agency reports the same places (a row of `disputes`)."""
    form, other = load_forms()[dispute["form_id"]], dispute["other"]
    return (
        f"{form.number}: {other} cũng gửi số liệu cùng kỳ của {places_text(dispute['places'])}. "
        "Biểu này vẫn có hiệu lực, biểu kia đang chờ giải trình, vì mỗi địa bàn chỉ được tính ở "
        f"một biểu. Nếu các địa bàn đó do {other} báo cáo thì gửi lại biểu này không có các địa "
        "bàn đó; nếu không thì chưa phải làm gì."
    )


def earlier_of(finding: Mapping[str, Any]) -> EarlierReason | None:
    """Give what was decided on a fault (a row of return_findings) in an earlier period."""
    kind, *told = (finding[f"earlier_{name}"] for name in ("kind", "period_key", "reason"))
    return EarlierReason(kind, *told) if kind else None


def review_state(state: str, findings: Sequence[Mapping[str, Any]]) -> str:
    """Give the state of STATES to show for a return: explained throughout, it waits for us."""
    explained = not any(row["awaits_reason"] for row in findings)
    return "under_review" if state == "needs_confirmation" and explained else state
