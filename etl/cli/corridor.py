"""The verbs of the corridor, in its order: from the blank workbook to the report.

The one surprising thing: every verb imports what it needs itself, so `etl --help` is instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from etl.cli.shared import CLEAN, FINDINGS, OUR_FAULT, AsJson, app, err, out, write_json
from etl.errors import ReportingError
from etl.model import legal_keys, period_kinds

if TYPE_CHECKING:
    from etl.examine import Verdict
    from etl.examine.digest import Digest

PeriodArgument = Annotated[str, typer.Argument(metavar="KỲ", help=f"Kỳ báo cáo: {legal_keys()}.")]


@contextmanager
def _reading(total: int) -> Iterator[Callable[[object], None]]:
    """Show on standard error how many files were read; gives what to call after each."""
    columns = (TextColumn("Đang đọc"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda _: progress.advance(task)


def _end_with_faults(code: int) -> None:
    """End a verb; faults of ours that are not mended are told, and are the exit code.

    So are files that came and are secret, until a steward has passed it on; they are no fault.
    """
    from etl import pipeline

    faults = pipeline.step_tell_faults()
    for _, line in pipeline.secret_files():
        err.print(line)
    for line in faults:
        err.print(f"Lỗi của hệ thống: {line}")
    raise typer.Exit(OUR_FAULT if faults else code)


@app.command()
def template(
    period: PeriodArgument,
    agency: Annotated[
        str | None, typer.Option(metavar="MÃ", help="Mã cơ quan; bỏ trống: mọi cơ quan.")
    ] = None,
    folder: Annotated[
        Path, typer.Option(metavar="THƯ_MỤC", help="Thư mục ghi biểu mẫu trống.")
    ] = Path("bieu-mau"),
) -> None:
    """Xuất biểu mẫu trống cho từng cơ quan và kỳ báo cáo."""
    from etl.blank import write_blank_workbooks

    for path in write_blank_workbooks(period, folder, agency):
        out.print(str(path))


@app.command()
def examine(
    paths: Annotated[
        list[Path], typer.Argument(metavar="TỆP", help="Tệp hoặc thư mục cần kiểm tra.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="In mọi phát hiện ở dạng JSON.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="In các biểu, dòng và cột đã nhận ra.")
    ] = False,
    details: Annotated[
        bool, typer.Option("--details", help="In từng lỗi, từng điểm cần xem của tệp.")
    ] = False,
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="TỆP", help="Tệp số liệu đã gửi, tải từ trang của cơ quan, để so sánh."
        ),
    ] = None,
) -> None:
    """Kiểm tra thử tệp hoặc thư mục, không gửi và không cần kho dữ liệu."""
    from etl import examine as room
    from etl.contracts.rule_book import rule_book_version
    from etl.examine.digest import beside_of, read_digest

    try:
        files = room.workbooks(paths)
    except FileNotFoundError as error:
        err.print(f"Không tìm thấy {error}. Đề nghị kiểm tra lại đường dẫn.")
        raise typer.Exit(OUR_FAULT) from error
    if not files:
        err.print("Không có tệp nào để kiểm tra. Đề nghị kiểm tra lại đường dẫn của thư mục.")
        raise typer.Exit(OUR_FAULT)
    digests = [read_digest(path) for path in beside or ()]
    with _reading(len(files)) as on_read:
        compare = partial(beside_of, digests) if digests else None
        verdicts = room.examine(files, on_read=on_read, beside=compare)
    if as_json:
        write_json([room.as_json(verdict) for verdict in verdicts])
    else:
        for verdict, verdict_line in zip(verdicts, room.verdict_lines(verdicts), strict=True):
            out.print(verdict_line)
            told = [*(verdict.reading.recognised if explain else ())]
            told += room.finding_lines(verdict) if details else ()
            for line in told:
                out.print(f"    {line}")
        if len(verdicts) > 1:
            err.print(room.summary(verdicts))
        for line in (*room.closed_lines(verdicts), *_compared(digests, verdicts)):
            err.print(line)
        err.print(f"Bộ quy tắc phiên bản {rule_book_version()}.")
    if any(verdict.our_fault for verdict in verdicts):
        raise typer.Exit(OUR_FAULT)
    raise typer.Exit(CLEAN if all(verdict.clean for verdict in verdicts) else FINDINGS)


def _compared(digests: Sequence[Digest], verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say of which agency, and as of which day, files were compared with what was sent earlier."""
    from etl.reference import Reference
    from etl.reference.working_days import VIETNAM
    from etl.wording import date_text

    covers = [verdict.reading.cover for verdict in verdicts]
    senders = {cover.agency_id for cover in covers if cover}
    for one in digests:
        name = Reference.load().agency(one.agency_id).name
        day = date_text(one.made_at.astimezone(VIETNAM).date())
        if one.agency_id in senders:
            yield f"Đã so với số liệu đã gửi của {name}, lấy ngày {day}."
        else:
            yield f"Tệp số liệu đã gửi là của {name}, không tệp nào ở trên của cơ quan này."


@app.command()
def collect() -> None:
    """Nhận các tệp trong hộp thư đến, giữ nguyên bản gốc."""
    from etl import pipeline

    ids = pipeline.step_collect()
    out.print(
        f"Có {len(ids)} tệp đang chờ kiểm tra." if ids else "Không có tệp nào đang chờ kiểm tra."
    )


@app.command()
def load() -> None:
    """Đọc, kiểm tra và nạp những tệp đã nhận."""
    from etl import pipeline

    pipeline.open_warehouse()
    ids = pipeline.step_extract(pipeline.pending())
    pipeline.step_validate(ids)
    loaded = pipeline.step_load(ids)
    if ids or loaded:
        out.print(f"Đã kiểm tra {len(ids)} tệp, nạp {len(loaded)} biểu.")
    else:
        out.print("Không có tệp nào đang chờ kiểm tra, không có biểu nào phải nạp.")
    _end_with_faults(CLEAN)


@app.command(name="give-back")
def give_back() -> None:
    """Trả lại các tệp có lỗi, đã tô màu và ghi chú từng ô."""
    from etl import pipeline

    pipeline.open_warehouse()
    paths = pipeline.step_give_back(pipeline.open_submissions())
    for path in paths:
        out.print(path)
    if not paths:
        err.print("Không có tệp nào phải trả lại.")
    _end_with_faults(FINDINGS if paths else CLEAN)


@app.command()
def run(
    folder: Annotated[
        Path | None, typer.Argument(metavar="THƯ_MỤC", help="Thư mục; mặc định: hộp thư đến.")
    ] = None,
) -> None:
    """Chạy toàn bộ quy trình: nhận, đọc, kiểm tra, nạp hoặc trả lại."""
    from etl import pipeline
    from etl.cli.status import outcome_text

    if folder is not None and not folder.is_dir():  # nothing to read is no success
        raise ReportingError(
            f"Không tìm thấy thư mục {folder}. Đề nghị kiểm tra lại đường dẫn; nếu chỉ có một tệp, "
            "đề nghị để tệp vào một thư mục riêng rồi ghi tên thư mục đó."
        )
    with _reading(pipeline.waiting_files(folder)) as on_read:
        outcome = pipeline.run(folder, on_read=on_read)
    out.print(outcome_text(outcome))
    if outcome.faults:
        raise typer.Exit(OUR_FAULT)
    raise typer.Exit(FINDINGS if outcome.given_back else CLEAN)


@app.command()
def status(period: PeriodArgument, as_json: AsJson = False) -> None:
    """Xem cơ quan nào đã gửi, còn thiếu hay đang phải sửa biểu nào."""
    from etl import pipeline
    from etl.cli.status import status_table

    pipeline.open_warehouse()
    board = pipeline.period_status(period)
    if as_json:
        write_json(board)
    else:
        out.print(status_table(board))
        for line in pipeline.open_faults():
            err.print(f"Lỗi của hệ thống: {line}")
    raise typer.Exit(CLEAN if board["complete"] else FINDINGS)


@app.command()
def report(period: PeriodArgument) -> None:
    """Lập dự thảo báo cáo, ba bản (Word, Excel, HTML), và cho biết ký ở đâu."""
    from etl import pipeline, publish

    pipeline.open_warehouse()
    release_id = pipeline.draft_report(period)
    for path in publish.files(release_id):
        out.print(path)
    if reasons := publish.why_not_signed(release_id):
        err.print(" ".join(reasons))
    else:
        err.print(
            f"Dự thảo số thứ tự {release_id} chờ ký. Người có quyền ký đọc và trả lời trong "
            "Airflow (mục Required Actions) hoặc ở bàn làm việc (mục Báo cáo)."
        )


@app.command()
def close(
    period: PeriodArgument,
    actor: Annotated[str, typer.Option("--nguoi", metavar="TÊN", help="Người quyết định.")],
    reason: Annotated[str, typer.Option("--ly-do", metavar="LÝ_DO", help="Lý do.")],
    reopen: Annotated[bool, typer.Option("--mo-lai", help="Mở lại kỳ đã khóa.")] = False,
) -> None:
    """Khóa một kỳ báo cáo (hoặc mở lại): bản gửi sau khi khóa chờ cán bộ quyết định."""
    from etl import pipeline

    pipeline.open_warehouse()
    pipeline.close_period(period, actor, reason, reopen=reopen)
    out.print("Đã mở lại kỳ báo cáo." if reopen else "Đã khóa kỳ báo cáo.")


@app.command()
def forms() -> None:
    """Liệt kê các biểu mẫu đang dùng."""
    from etl.contracts import load_forms

    for form in load_forms().values():
        kinds = ", ".join(period_kinds()[kind] for kind in form.frequencies)
        out.print(f"{form.number}  {form.id:<18} {form.title}  [{kinds}]")
