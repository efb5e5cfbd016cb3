"""The verb `rejudge`: stored returns judged by today's rules, and a person's yes to it.

In: a period, or all. Out: what would change, by rule, agency and figure; exit code 1 when anything
would. The one surprising thing: without `--adopt-return` or `--adopt-rule` nothing is written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.shared import CLEAN, FINDINGS, OUR_FAULT, app, err, out
from etl.wording import number_text, small

if TYPE_CHECKING:
    from etl.judge.at_stake import FigureAtStake
    from etl.judge.rule_change import Change, RuleChanges

_MOST_SENTENCES = 3  # of one return, in the terminal; --json has all


@app.command()
def rejudge(
    period: Annotated[
        str | None, typer.Argument(metavar="KỲ", help="Kỳ báo cáo: 2020, 2020-Q1…")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Mọi kỳ báo cáo.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In ở dạng JSON.")] = False,
    adopt_return: Annotated[
        int | None,
        typer.Option(metavar="MÃ", help="Áp dụng kết quả mới cho một biểu (mã in ở từng dòng)."),
    ] = None,
    adopt_rule: Annotated[
        str | None,
        typer.Option(metavar="QUY_TẮC", help="Áp dụng kết quả mới của một quy tắc, mọi biểu."),
    ] = None,
    reason: Annotated[str, typer.Option(metavar="LÝ_DO", help="Lý do áp dụng.")] = "",
    actor: Annotated[str, typer.Option(metavar="TÊN", help="Người quyết định áp dụng.")] = "",
) -> None:
    """Kiểm tra lại các biểu đã lưu theo quy tắc hiện nay; không thay đổi gì nếu chưa áp dụng."""
    from etl import pipeline
    from etl.judge import rule_change
    from etl.model import Period

    adopting = adopt_return is not None or adopt_rule is not None
    if (period is None) != everything or (adopting and not actor.strip()):
        err.print(
            "Ghi một kỳ báo cáo (ví dụ 2020) hoặc --all; khi áp dụng, ghi thêm --actor và --reason."
        )
        raise typer.Exit(OUR_FAULT)
    pipeline.open_warehouse()
    key = Period.parse(period).key if period else None
    found = rule_change.rule_changes(key, return_id=adopt_return, rule_id=adopt_rule)
    if adopting and not found.changes:
        err.print(
            "Không có gì để áp dụng: mã biểu hoặc quy tắc không có trong kỳ này, hoặc kết quả kiểm "
            "tra lại không khác. Chạy etl rejudge không kèm --adopt để xem mã."
        )
        raise typer.Exit(FINDINGS)
    if adopting:
        rule_change.adopt(found.changes, actor=actor.strip(), reason=reason, rule_id=adopt_rule)
        loaded = pipeline.step_load()
        out.print(f"Đã áp dụng cho {len(found.changes)} biểu, nạp {len(loaded)} biểu.")
        raise typer.Exit(CLEAN)
    if as_json:
        text = json.dumps(found.document(), ensure_ascii=False, indent=1, default=str)
        sys.stdout.write(text + "\n")
    else:
        for line in _lines(found):
            out.print(line)
    raise typer.Exit(FINDINGS if found.changes else CLEAN)


def _lines(found: RuleChanges) -> Iterator[str]:
    from etl.contracts import load_forms, rule_catalogue
    from etl.reference import Reference

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
    from etl.contracts import load_forms
    from etl.model import Period
    from etl.reference import Reference
    from etl.wording import STATES

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
    from etl.contracts import load_forms
    from etl.model import Period

    return (
        f"{load_forms()[figure.form_id].number}, {small(Period.parse(figure.period_key).title)}, "
        f"{small(figure.title)}: {number_text(figure.affected)} trong {number_text(figure.total)} "
        f"{figure.unit} ({figure.return_count} trong {figure.of_returns} biểu)"
    )
