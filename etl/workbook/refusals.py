"""Sentences for files that are not read: the kind of trouble in, a rung-1 finding out.

The one surprising thing: every sentence ends with what to do, because the officer who gets it has
nothing but this sentence.
"""

from __future__ import annotations

from etl.model import Cell, Finding, Rung, Severity

READER_FAILED = "file.reader_failed"  # what a reader says of itself, never of a file
_SAVE = (
    "Đề nghị mở tệp bằng Excel hoặc LibreOffice, chọn Tệp → Lưu thành (File → Save As), "
    "chọn kiểu “Excel Workbook (*.xlsx)” rồi gửi lại tệp mới."
)
_TYPES = {
    "empty": ("Tệp rỗng, không có nội dung", "Đề nghị kiểm tra lại tệp trên máy rồi gửi lại."),
    "encrypted": (
        "Tệp đang đặt mật khẩu nên không mở được",
        "Đề nghị bỏ mật khẩu: vào Tệp → Thông tin → Bảo vệ sổ làm việc → Mã hóa bằng mật khẩu "
        "(File → Info → Protect Workbook → Encrypt with Password), xóa trống ô mật khẩu, lưu rồi "
        "gửi lại.",
    ),
    "encrypted_xls": (
        "Tệp .xls đang đặt mật khẩu mở tệp nên hệ thống không đọc được",
        "Đề nghị mở tệp bằng mật khẩu đó, chọn Tệp → Lưu thành (File → Save As), bấm Công cụ → Tùy "
        "chọn chung (Tools → General Options), xóa trống các ô mật khẩu, chọn kiểu “Excel Workbook "
        "(*.xlsx)”, lưu rồi gửi lại tệp mới.",
    ),
    "locked_by_excel": (
        "Tệp .xls được Excel tự mã hóa, thường vì cấu trúc sổ làm việc đang được bảo vệ: Excel mở "
        "không hỏi mật khẩu nhưng hệ thống không đọc được",
        "Đề nghị mở tệp, chọn Xem lại → Bảo vệ sổ làm việc (Review → Protect Workbook) để bỏ bảo "
        "vệ, rồi chọn Tệp → Lưu thành (File → Save As), kiểu “Excel Workbook (*.xlsx)” và gửi lại "
        "tệp mới.",
    ),
    "encrypted_ods": (
        "Tệp .ods đang đặt mật khẩu nên không mở được",
        "Đề nghị mở tệp bằng LibreOffice, chọn Tệp → Lưu thành (File → Save As), bỏ dấu chọn ở "
        "“Lưu với mật khẩu” (Save with password) và “Mã hóa bằng khóa GPG” (Encrypt with GPG key), "
        "lưu rồi gửi lại tệp mới.",
    ),
    "rights": (
        "Tệp được mã hóa vì gắn nhãn bảo mật hoặc giới hạn quyền truy cập của cơ quan; tệp không "
        "đặt mật khẩu nhưng người ngoài cơ quan không mở được",
        "Đề nghị vào Trang đầu → Độ nhạy (Home → Sensitivity) chọn nhãn không mã hóa, hoặc vào Tệp "
        "→ Thông tin → Bảo vệ sổ làm việc → Giới hạn quyền truy cập → Không giới hạn (File → Info "
        "→ Protect Workbook → Restrict Access → Unrestricted Access), lưu rồi gửi lại; nếu không "
        "đổi được thì nhờ bộ phận công nghệ thông tin của cơ quan.",
    ),
    "xlsb": ("Tệp ở dạng Excel nhị phân (.xlsb), hệ thống không đọc dạng này", _SAVE),
    "html": ("Tệp thực chất là trang web (HTML) được đổi đuôi thành tệp Excel", _SAVE),
    "spreadsheetml": ("Tệp ở dạng bảng tính XML 2003, hệ thống không đọc dạng này", _SAVE),
    "flat_ods": ("Tệp ở dạng OpenDocument một tệp XML (.fods), hệ thống không đọc dạng này", _SAVE),
    "sxc": ("Tệp ở dạng OpenOffice 1.0 (.sxc), hệ thống không đọc dạng này", _SAVE),
    "numbers": (
        "Tệp ở dạng Apple Numbers, không phải tệp Excel",
        "Đề nghị mở tệp bằng Numbers, chọn Tệp → Xuất sang → Excel (File → Export To → Excel) rồi "
        "gửi tệp mới.",
    ),
    "csv": ("Tệp thực chất là văn bản CSV, không phải tệp Excel", _SAVE),
    "old_xls": ("Tệp ở dạng Excel 4.0 hoặc cũ hơn, hệ thống không đọc dạng này", _SAVE),
    "word": (
        "Tệp là văn bản Word, không phải tệp Excel",
        "Đề nghị ghi số liệu vào biểu mẫu Excel đã ban hành rồi gửi lại.",
    ),
    "other_document": (
        "Tệp là bản trình chiếu hoặc bản vẽ, không phải tệp Excel",
        "Đề nghị ghi số liệu vào biểu mẫu Excel đã ban hành rồi gửi lại.",
    ),
    "pdf": (
        "Tệp là PDF, không đọc được số liệu",
        "Đề nghị gửi tệp Excel gốc đã dùng để in ra tệp PDF này.",
    ),
    "rtf": ("Tệp là văn bản RTF, không phải tệp Excel", _SAVE),
    "image": (
        "Tệp là ảnh chụp, không đọc được số liệu",
        "Đề nghị gửi tệp Excel gốc thay cho ảnh chụp.",
    ),
    "archive": (
        "Đây là tệp nén, không phải tệp Excel",
        "Đề nghị giải nén rồi gửi từng tệp Excel bên trong, ví dụ “bao-cao-2020.xlsx”.",
    ),
    "empty_zip": (
        "Đây là tệp nén rỗng, không phải tệp Excel",
        "Đề nghị kiểm tra lại rồi gửi tệp Excel gốc.",
    ),
    "unknown": (
        "Không nhận ra loại tệp này; đây không phải tệp Excel",
        "Đề nghị gửi tệp Excel có đuôi .xlsx, ví dụ “bao-cao-2020.xlsx”.",
    ),
}
LOCKED = frozenset({"encrypted", "encrypted_xls", "locked_by_excel", "encrypted_ods", "rights"})


def file_finding(
    name: str,
    message: str,
    severity: Severity = Severity.CRITICAL,
    *,
    cells: tuple[Cell, ...] = (),
    form_id: str = "",
    column: str = "",
    value: str = "",
    expected: str = "",
) -> Finding:
    """Make a finding about the file as a whole; its rule id is `file.<name>`."""
    return Finding(
        rule_id=f"file.{name}",
        severity=severity,
        rung=Rung.FILE,
        message=message,
        cells=cells,
        form_id=form_id,
        column=column,
        value=value,
        expected=expected,
    )


def refused_kind(kind: str) -> Finding:
    """Say that a file of that kind is not read, and how to send a proper one."""
    what, do = _TYPES.get(kind, _TYPES["unknown"])
    return file_finding("password" if kind in LOCKED else "not_a_workbook", f"{what}. {do}")


def damaged(detail: str = "") -> Finding:
    """Say that the workbook cannot be opened because its inside is broken."""
    reason = f" ({detail})" if detail else ""
    return file_finding(
        "damaged",
        f"Tệp Excel bị hỏng, không mở được{reason}. Đề nghị mở tệp trên máy của ông/bà để Excel "
        "sửa lại (Tệp → Mở → Mở và sửa chữa; bản tiếng Anh: File → Open → Open and Repair), lưu "
        "thành tệp mới dạng .xlsx rồi gửi lại.",
    )


def unsafe(reason: str, do: str = _SAVE) -> Finding:
    """Say that a file could not be opened safely, and why."""
    return file_finding("unsafe", f"Không mở tệp vì không an toàn: {reason}. {do}")


def too_large(reason: str, do: str) -> Finding:
    """Say that a file is beyond the limits, and how to make it smaller."""
    return file_finding("too_large", f"Tệp Excel quá lớn: {reason}. {do}")


def too_many_cells() -> Finding:
    """Say that a sheet claims more cells than a parser takes, most of them empty ones."""
    return too_large(
        "một trang tính trải rộng hơn 100 triệu ô, kể cả ô trống",
        "Đề nghị chép riêng bảng số liệu sang một tệp mới hoặc biểu mẫu trống đã ban hành, "
        "lưu lại rồi gửi.",
    )


def cannot_read_safely() -> Finding:
    """Say that the reading process died on this file."""
    return file_finding(
        "cannot_read_safely",
        "Không mở được tệp một cách an toàn: tệp đòi hỏi quá nhiều bộ nhớ, thường vì có ô được ghi "
        "ở tận mép trang tính, rất xa bảng số liệu; hoặc tệp có cấu trúc bất thường. Đề nghị xóa "
        "mọi dòng và cột nằm xa bảng rồi lưu lại; nếu vẫn không mở được thì chép số liệu sang biểu "
        "mẫu trống đã ban hành, rồi gửi lại.",
    )


def too_slow(seconds: float) -> Finding:
    """Say that reading this file took longer than one file may take."""
    return file_finding(
        "too_slow",
        f"Đọc tệp quá {seconds:.0f} giây chưa xong nên đã dừng. Đề nghị xóa các trang tính, hình "
        f"ảnh và dòng trống không cần thiết, hoặc chép số liệu sang biểu mẫu trống đã ban "
        "hành, rồi gửi lại.",
    )


def reader_failed(reason: str) -> Finding:
    """Say that we, not the sender, are at fault."""
    return file_finding(
        "reader_failed",
        "Hệ thống gặp lỗi khi đọc hoặc kiểm tra tệp này; đây là lỗi của hệ thống, không phải của "
        "ông/bà. Đề nghị báo cho cơ quan tổng hợp kèm tệp này; trong lúc chờ, có thể chép số liệu "
        "sang biểu mẫu trống đã ban hành rồi gửi lại.",
        value=reason,
    )
