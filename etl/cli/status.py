"""What happened and how things stand, for a terminal: outcomes and boards in, Vietnamese out."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from etl.contracts import load_forms
from etl.contracts.rule_book import rule_catalogue
from etl.judge.rule_change import Change, FigureAtStake, RuleChanges
from etl.model import Period
from etl.pipeline import Outcome
from etl.reference import Reference
from etl.wording import STATES, date_text, number_text, small

_COLOURS: Mapping[str, str] = {
    "accepted": "green",
    "needs_confirmation": "yellow",
    "awaiting_signature": "yellow",
    "rejected": "red",
    "missing": "dim",
}
_MOST_SENTENCES = 3  # of one return, in the terminal; --json has all


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
    forms = sorted((form.number, id_) for id_, form in load_forms().items() if id_ in owed)
    state = "đã đủ số liệu" if board["complete"] else "chưa đủ số liệu"
    failed = [f"Kiểm tra kho dữ liệu không đạt: {line}" for line in board["failed_checks"]]
    caption = "\n".join([_due(board), *failed])
    table = Table(title=f"{period.title}: {state}", caption=caption)
    for head in ("Cơ quan", *(number for number, _ in forms)):
        table.add_column(head)
    of = {(cell["agency_id"], cell["form_id"]): cell for cell in cells}
    for agency_id, name in {cell["agency_id"]: cell["agency_name"] for cell in cells}.items():
        table.add_row(name, *(_cell(of.get((agency_id, form_id))) for _, form_id in forms))
    return table


def _cell(cell: Mapping[str, Any] | None) -> Text:
    if cell is None:
        return Text()
    state, count = cell["state"], cell["version_count"]
    said = (STATES[state], _COLOURS.get(state, ""))
    return Text.assemble(said, f" (bản {count})" if count else "")


def _due(board: Mapping[str, Any]) -> str:
    due = max((cell["due_on"] for cell in board["returns"]), default=None)
    if due is None:
        return "Kỳ này không có biểu nào phải gửi."
    late = sum(cell["is_late"] for cell in board["returns"])
    if all(cell["is_backfilled"] for cell in board["returns"]):
        return f"Hạn gửi: {date_text(due)} (nhập hồi tố, không xét đúng hạn)"
    return f"Hạn gửi: {date_text(due)}; quá hạn: {late} biểu"


def rule_change_lines(found: RuleChanges) -> Iterator[str]:
    """Say what would change by today's rules: by rule, by agency, by return, by figure."""
    yield (
        f"Bộ quy tắc phiên bản {found.rule_book}: đã kiểm tra lại "
        f"{number_text(found.judged_count)} biểu, {number_text(len(found.changes))} biểu có kết "
        "quả khác. Chưa có gì thay đổi."
    )
    if not found.changes:
        return
    titles = {row.rule_id: row.title for row in rule_catalogue(load_forms())}
    yield "Theo quy tắc:"
    for rule_id, counts in found.by_rule().items():
        yield f"  {rule_id} ({titles.get(rule_id, 'kiểm tra khi đọc tệp')}): {_counted(counts)}"
    yield "Theo cơ quan:"
    for agency_id, counts in found.by_agency().items():
        yield f"  {Reference.load().agency(agency_id).name}: {_counted(counts)}"
    yield "Theo biểu:"
    for change in found.changes:
        yield from _of_return(change)
    if found.figures:
        yield "Số liệu đang tính dựa vào biểu có điểm mới phát hiện:"
    for figure in found.figures:
        yield f"  {_figure(figure)}"


def _counted(counts: tuple[int, int, int]) -> str:
    new, gone, returns = (number_text(count) for count in counts)
    return f"thêm {new}, bớt {gone} điểm, ở {returns} biểu"


def _of_return(change: Change) -> Iterator[str]:
    standing = "đang có hiệu lực" if change.is_in_force else STATES[change.state]
    then = f" → {STATES[change.state_then]}" if change.state_then != change.state else ""
    yield (
        f"  [{change.return_id}] {Reference.load().agency(change.agency_id).short_name}, "
        f"{small(load_forms()[change.form_id].number)}, "
        f"{small(Period.parse(change.period_key).title)}, bản {change.version} ({standing}{then})"
    )
    if not change.is_readable:
        yield "      không đọc được biểu từ tệp gốc nữa"
    told = [("thêm", one) for one in change.new] + [("bớt", one) for one in change.gone]
    for word, finding in told[:_MOST_SENTENCES]:
        yield f"      {word}: {finding.message}"
    if len(told) > _MOST_SENTENCES:
        yield f"      và {number_text(len(told) - _MOST_SENTENCES)} điểm khác"


def _figure(figure: FigureAtStake) -> str:
    return (
        f"{load_forms()[figure.form_id].number}, {small(Period.parse(figure.period_key).title)}, "
        f"{small(figure.title)}: {number_text(figure.affected)} trong {number_text(figure.total)} "
        f"{figure.unit} ({figure.return_count} trong {figure.of_returns} biểu)"
    )
