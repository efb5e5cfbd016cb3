"""The command line `etl`: each verb of the corridor, without Airflow.

Exit code 0: clean · 1: findings, or work that waits for a person · 2: our fault. The one
surprising thing: every verb imports what it needs itself, so `etl --help` is instant.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from typer._click.exceptions import UsageError

from etl.cli_words import NO_WAREHOUSE, Group, file_trouble, speak_vietnamese, usage_text
from etl.errors import ReportingError

CLEAN, FINDINGS, OUR_FAULT = 0, 1, 2

app = typer.Typer(
    name="etl",
    cls=Group,
    options_metavar="[TÙY CHỌN]",
    subcommand_metavar="LỆNH [THAM SỐ]…",
    help="Báo cáo công tác dân tộc: từ biểu mẫu của cơ quan đến báo cáo đã ký.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

PeriodArgument = Annotated[
    str, typer.Argument(metavar="KỲ", help="Kỳ báo cáo: 2020, 2020-Q1, 2020-H1, 2020-M9.")
]


@contextmanager
def _progress(title: str, total: int) -> Iterator[Progress]:
    """Show a progress bar on standard error while work of known length goes on."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        progress.add_task(title, total=total)
        yield progress


def _refuse_missing(folder: Path | None) -> None:
    """Stop with one sentence when a named folder is not there: nothing to read is no success."""
    if folder is not None and not folder.is_dir():
        raise ReportingError(
            f"Không tìm thấy thư mục {folder}. Đề nghị kiểm tra lại đường dẫn; nếu chỉ có một tệp, "
            "đề nghị để tệp vào một thư mục riêng rồi ghi tên thư mục đó."
        )


@app.command()
def template(
    period: PeriodArgument,
    agency: Annotated[str | None, typer.Option(help="Mã cơ quan; bỏ trống: mọi cơ quan.")] = None,
    folder: Annotated[Path, typer.Option(help="Thư mục ghi biểu mẫu trống.")] = Path("bieu-mau"),
) -> None:
    """Xuất biểu mẫu trống cho từng cơ quan và kỳ báo cáo."""
    from etl.blank import write_blank_workbooks

    paths = write_blank_workbooks(period, folder, agency)
    for path in paths:
        out.print(str(path), markup=False)


@app.command()
def examine(
    paths: Annotated[
        list[Path], typer.Argument(metavar="TỆP…", help="Tệp hoặc thư mục cần kiểm tra.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="In mọi phát hiện dạng JSON.")] = False,
    explain: Annotated[bool, typer.Option(help="In các biểu, dòng và cột đã nhận ra.")] = False,
) -> None:
    """Kiểm tra trước tệp hoặc thư mục, không gửi và không cần cơ sở dữ liệu."""
    from etl import examine as room

    try:
        files = room.workbooks(paths)
    except FileNotFoundError as error:
        err.print(f"Không tìm thấy {error}. Đề nghị kiểm tra lại đường dẫn.")
        raise typer.Exit(OUR_FAULT) from error
    with _progress("Đang đọc", len(files)) as progress:
        task = progress.task_ids[0]
        verdicts = room.examine(files, on_read=lambda _: progress.advance(task))
    if as_json:
        documents = [room.as_json(verdict) for verdict in verdicts]
        sys.stdout.write(json.dumps(documents, ensure_ascii=False, indent=1) + "\n")
    else:
        for verdict in verdicts:
            out.print(room.verdict_line(verdict), markup=False)
            lines = verdict.reading.recognised if explain else ()
            for line in lines:
                out.print(f"    {line}", markup=False)
    raise typer.Exit(CLEAN if all(verdict.clean for verdict in verdicts) else FINDINGS)


@app.command()
def collect() -> None:
    """Nhận các tệp trong hộp thư đến, giữ nguyên bản gốc."""
    from etl import pipeline

    ids = pipeline.step_collect()
    out.print(f"{len(ids)} tệp đang chờ xử lý.")


@app.command()
def load() -> None:
    """Đọc, kiểm tra và nạp những tệp đã nhận."""
    from etl import pipeline

    pipeline.open_warehouse()
    ids = pipeline.pending()
    pipeline.step_extract(ids)
    pipeline.step_validate(ids)
    loaded = pipeline.step_load(ids)
    out.print(f"Đã nạp {len(loaded)} biểu từ {len(ids)} tệp.")


@app.command(name="give-back")
def give_back() -> None:
    """Trả lại các tệp có lỗi, đã tô màu và ghi chú từng ô."""
    from etl import pipeline

    pipeline.open_warehouse()
    paths = pipeline.step_give_back(pipeline.open_submissions())
    for path in paths:
        out.print(path, markup=False)
    raise typer.Exit(FINDINGS if paths else CLEAN)


@app.command()
def run(
    folder: Annotated[
        Path | None, typer.Argument(metavar="THƯ_MỤC", help="Thư mục; mặc định: hộp thư đến.")
    ] = None,
) -> None:
    """Chạy toàn bộ quy trình: nhận, đọc, kiểm tra, nạp hoặc trả lại."""
    from etl import pipeline
    from etl.status import outcome_text

    _refuse_missing(folder)
    with _progress("Đang đọc", pipeline.waiting_files(folder)) as progress:
        task = progress.task_ids[0]
        outcome = pipeline.run(folder, on_read=lambda _: progress.advance(task))
    out.print(outcome_text(outcome), markup=False)
    raise typer.Exit(FINDINGS if outcome.given_back else CLEAN)


@app.command()
def status(
    period: PeriodArgument,
    as_json: Annotated[bool, typer.Option("--json", help="In dạng JSON.")] = False,
) -> None:
    """Xem cơ quan nào đã gửi, còn thiếu hay đang phải sửa biểu nào."""
    from etl import pipeline
    from etl.status import status_table

    pipeline.open_warehouse()
    board = pipeline.period_status(period)
    if as_json:
        sys.stdout.write(json.dumps(board, ensure_ascii=False, default=str, indent=1) + "\n")
    else:
        out.print(status_table(board))
    raise typer.Exit(CLEAN if board["complete"] else FINDINGS)


@app.command()
def report(
    period: PeriodArgument,
    publish_as: Annotated[str | None, typer.Option(help="Người ký: ban hành ngay.")] = None,
) -> None:
    """Lập dự thảo báo cáo, ba bản (Word, Excel, HTML); ban hành khi có người ký."""
    from etl import pipeline

    pipeline.open_warehouse()
    release_id = pipeline.draft_report(period)
    if publish_as:
        pipeline.publish_release(release_id, publish_as)
    for path in pipeline.release_files(release_id):
        out.print(path, markup=False)


@app.command()
def forms() -> None:
    """Liệt kê các biểu mẫu đang dùng."""
    from etl.contracts import load_forms

    for form in load_forms().values():
        kinds = ", ".join(str(kind) for kind in form.frequencies)
        out.print(f"{form.number}  {form.id:<18} {form.title}  [{kinds}]", markup=False)


@app.command()
def migrate(
    live_from: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%d/%m/%Y", "%Y-%m-%d"],
            metavar="NGÀY",
            help="Ngày hệ thống đi vào vận hành, ví dụ 01/01/2026 (mặc định: ngày tạo kho dữ "
            "liệu). Biểu có hạn gửi trước ngày này là nhập hồi tố, không xét đúng hạn.",
        ),
    ] = None,
) -> None:
    """Tạo hoặc nâng cấp kho dữ liệu."""
    from etl import pipeline
    from etl.wording import date_text

    day = pipeline.prepare_warehouse(live_from.date() if live_from else None)
    out.print(
        f"Kho dữ liệu đã ở phiên bản mới nhất. Ngày đi vào vận hành: {date_text(day)}; biểu có "
        "hạn gửi trước ngày này được nhập hồi tố, không xét đúng hạn."
    )


@app.command()
def demo() -> None:
    """Chạy toàn bộ quy trình qua Airflow trên số liệu minh họa."""
    from etl.airflow.demo import run_demo

    run_demo()


@app.command()
def up() -> None:
    """Khởi động hệ thống (Airflow và bàn làm việc), in địa chỉ và mật khẩu."""
    from etl.airflow import runtime

    runtime.up()


@app.command()
def desk(
    host: Annotated[str, typer.Option(help="Địa chỉ mạng của máy phục vụ.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="SỐ", help="Cổng.")] = 8090,
) -> None:
    """Mở bàn làm việc riêng, không cần Airflow."""
    from etl.desk.serve import serve

    serve(host=host, port=port)


@app.command()
def down() -> None:
    """Dừng máy chủ dữ liệu đi kèm; dữ liệu giữ nguyên."""
    from etl import warehouse

    out.print("Đã dừng máy chủ dữ liệu." if warehouse.stop() else "Máy chủ dữ liệu không chạy.")


@app.command()
def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Dừng máy chủ dữ liệu đi kèm và xóa thư mục dữ liệu của hệ thống."""
    import shutil

    from etl import warehouse
    from etl.settings import settings

    home = settings().home
    if not yes and not typer.confirm(f"Xóa toàn bộ {home}, kể cả tệp gốc các cơ quan đã gửi?"):
        raise typer.Exit(FINDINGS)
    warehouse.stop()
    shutil.rmtree(home, ignore_errors=True)
    out.print(f"Đã xóa {home}.", markup=False)


def main() -> None:
    """Run the command line; an error of ours is one clear sentence and exit code 2."""
    speak_vietnamese(app)
    try:
        code = app(prog_name="etl", standalone_mode=False)
    except UsageError as error:
        err.print(f"Lỗi: {usage_text(error)}", markup=False)
        sys.exit(OUR_FAULT)
    except typer.Abort:
        err.print("Đã dừng.")
        sys.exit(FINDINGS)
    except ReportingError as error:
        err.print(f"Lỗi: {error}", markup=False)
        sys.exit(OUR_FAULT)
    except OSError as error:
        err.print(f"Lỗi: {file_trouble(error)}", markup=False)
        sys.exit(OUR_FAULT)
    except Exception as error:
        if "connection failed" in str(error):
            err.print(f"Lỗi: {NO_WAREHOUSE}", markup=False)
            sys.exit(OUR_FAULT)
        err.print_exception()
        err.print("Đây là lỗi của hệ thống, không phải của tệp gửi. Không có dữ liệu nào bị mất.")
        sys.exit(OUR_FAULT)
    sys.exit(code or CLEAN)


if __name__ == "__main__":
    main()
