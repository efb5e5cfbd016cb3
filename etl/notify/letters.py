"""Letters: an agency, a period and what is open in, subject and text out; never a figure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from etl.model import Agency, Form, Period
from etl.wording import STATES, date_text, small

_HOW_TO_SIGN = (
    "Thủ trưởng cơ quan đăng nhập bàn làm việc bằng tài khoản của mình để ký; đường liên kết dưới",
    "đây chỉ dùng để gửi tệp và xem kết quả.",
    "",
)


@dataclass(frozen=True, slots=True)
class Open:
    """What an agency still has to do for a period."""

    due_on: dt.date
    not_sent: tuple[Form, ...]
    to_fix: tuple[Form, ...]
    to_explain: tuple[Form, ...]
    to_sign: tuple[Form, ...]  # by the head of the agency


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail before it has recipients."""

    subject: str
    text: str


def letter_of(
    board: Agency,
    agency: Agency,
    period: Period,
    open_: Open,
    kind: str,
    address: str,
    valid_to: dt.date,
) -> Letter:
    """Write the letter of a step, signed by the board; `address` is the signed link."""
    title = small(period.title)
    lines = [
        f"Kính gửi: {agency.name},",
        "",
        _opening(kind, title, open_.due_on),
        "",
        *_list(f"Biểu {STATES['missing']}", open_.not_sent),
        *_list("Biểu được trả lại để sửa", open_.to_fix),
        *_list(f"Biểu {STATES['needs_confirmation']}", open_.to_explain),
        *_list("Biểu chờ thủ trưởng cơ quan ký xác nhận", open_.to_sign),
        *(_HOW_TO_SIGN if open_.to_sign else ()),
        "Mở trang riêng của cơ quan để tải biểu mẫu, gửi tệp và xem nội dung cần sửa:",
        address,
        "",
        f"Đường liên kết chỉ dành cho cơ quan, mở được đến hết ngày {date_text(valid_to)}; "
        "đề nghị không chuyển cho người ngoài cơ quan.",
        "",
        "Trân trọng.",
        board.name,
    ]
    return Letter(_subject(kind, title, open_.due_on), "\n".join(lines))


def _subject(kind: str, title: str, due_on: dt.date) -> str:
    if kind == "given_back":
        return f"Báo cáo {title}: có biểu cần sửa hoặc giải trình"
    if kind == "to_sign":
        return f"Báo cáo {title}: có biểu chờ thủ trưởng cơ quan ký xác nhận"
    if kind.startswith("late"):
        return f"Báo cáo {title} đã quá hạn gửi (hạn {date_text(due_on)})"
    return f"Nhắc gửi báo cáo {title}, hạn {date_text(due_on)}"


def _opening(kind: str, title: str, due_on: dt.date) -> str:
    day = date_text(due_on)
    if kind == "given_back":
        return (
            f"Báo cáo {title} của cơ quan đã được kiểm tra; các biểu nêu dưới đây được trả lại. "
            "Đề nghị cơ quan sửa hoặc giải trình rồi gửi lại."
        )
    if kind == "to_sign":
        return (
            f"Báo cáo {title} của cơ quan đã được kiểm tra. Các biểu nêu dưới đây không còn điểm "
            "nào phải sửa và có hiệu lực ngay sau khi thủ trưởng cơ quan ký xác nhận."
        )
    if kind == "due_today":
        return (
            f"Hôm nay, ngày {day}, là hạn cuối gửi báo cáo {title}. Đề nghị cơ quan hoàn thành "
            "trong ngày các biểu nêu dưới đây."
        )
    if kind.startswith("late"):
        return (
            f"Báo cáo {title} của cơ quan đã quá hạn gửi (ngày {day}). Đề nghị cơ quan hoàn thành "
            "ngay các biểu nêu dưới đây để không ảnh hưởng đến báo cáo chung của tỉnh."
        )
    return (
        f"Hạn gửi báo cáo {title} là ngày {day}. Đề nghị cơ quan hoàn thành đúng hạn các biểu nêu "
        "dưới đây."
    )


def _list(title: str, forms: Sequence[Form]) -> list[str]:
    if not forms:
        return []
    return [f"{title}:", *(f"  - {form.number}: {form.title}" for form in forms), ""]
