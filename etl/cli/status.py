"""What happened and how things stand, for a terminal: outcomes and boards in, Vietnamese out."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from etl.contracts import load_forms
from etl.model import Period
from etl.pipeline import Outcome
from etl.wording import STATES, date_text

_COLOURS: Mapping[str, str] = {
    "accepted": "green",
    "needs_confirmation": "yellow",
    "awaiting_signature": "yellow",
    "rejected": "red",
    "missing": "dim",
}


def outcome_text(outcome: Outcome) -> str:
    """Say in a few lines what a run did."""
    lines = [
        f"Đã nhận {outcome.received} tệp, nạp {outcome.loaded} biểu, "
        f"trả lại {len(outcome.given_back)} tệp."
    ]
    if not outcome.received and not outcome.loaded:
        lines = ["Không có tệp mới: kho dữ liệu không thay đổi."]
    lines += [f"  trả lại: {path}" for path in outcome.given_back]
    if outcome.duplicates:
        named = ", ".join(outcome.duplicates[:3]) + (" …" if outcome.duplicates[3:] else "")
        lines.append(
            f"  giống hệt bản mới nhất đã nhận, không tính thêm: {len(outcome.duplicates)} tệp "
            f"({named})"
        )
    lines += [f"  bản được tính: {line}" for line in outcome.standing]
    lines += [f"  đã có quyết định kỳ trước: {line}" for line in outcome.repeated]
    lines += [f"  lỗi của hệ thống: {line}" for line in outcome.faults]
    lines += [f"  kiểm tra kho dữ liệu không đạt: {line}" for line in outcome.failed_checks]
    lines += [f"  đủ số liệu: {Period.parse(key).title}" for key in outcome.complete]
    return "\n".join(lines)


def status_table(board: Mapping[str, Any]) -> Table:
    """Lay a period's obligations out as agencies × forms."""
    period = Period.parse(board["period_key"])
    cells = board["returns"]
    owed = {cell["form_id"] for cell in cells}
    forms = {id_: form.number for id_, form in load_forms().items() if id_ in owed}
    state = "đã đủ số liệu" if board["complete"] else "chưa đủ số liệu"
    table = Table(title=f"{period.title}: {state}", caption=_caption(board))
    table.add_column("Cơ quan")
    for number in sorted(forms.values()):
        table.add_column(number)
    names = {cell["agency_id"]: cell["agency_name"] for cell in cells}
    for agency_id, name in names.items():
        mine = {cell["form_id"]: cell for cell in cells if cell["agency_id"] == agency_id}
        table.add_row(
            name, *(_cell(mine.get(form_id)) for form_id in sorted(forms, key=forms.__getitem__))
        )
    return table


def _cell(cell: Mapping[str, Any] | None) -> Text:
    if cell is None:
        return Text()
    state, count = cell["state"], cell["version_count"]
    said = (STATES[state], _COLOURS.get(state, ""))
    return Text.assemble(said, f" (bản {count})" if count else "")


def _caption(board: Mapping[str, Any]) -> str:
    failed = [f"Kiểm tra kho dữ liệu không đạt: {line}" for line in board["failed_checks"]]
    return "\n".join([_due(board), *failed])


def _due(board: Mapping[str, Any]) -> str:
    due = max((cell["due_on"] for cell in board["returns"]), default=None)
    if due is None:
        return "Kỳ này không có biểu nào phải gửi."
    late = sum(cell["is_late"] for cell in board["returns"])
    if all(cell["is_backfilled"] for cell in board["returns"]):
        return f"Hạn gửi: {date_text(due)} (nhập hồi tố, không xét đúng hạn)"
    return f"Hạn gửi: {date_text(due)}; quá hạn: {late} biểu"
