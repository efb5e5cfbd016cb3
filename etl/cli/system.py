"""The verbs that look after the system itself: make it, show it, serve it, stop it.

In: days, addresses, a confirmation. Out: a running or a stopped system. The one surprising thing:
every verb imports what it needs itself, as in `corridor`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from etl.cli.shared import FINDINGS, app, out


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
def up() -> None:
    """Khởi động hệ thống (Airflow và bàn làm việc), in địa chỉ và mật khẩu."""
    from etl.airflow import runtime

    runtime.up()


@app.command()
def desk(
    host: Annotated[
        str, typer.Option(metavar="ĐỊA_CHỈ", help="Địa chỉ mạng của máy chủ.")
    ] = "127.0.0.1",
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
def clean(yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False) -> None:
    """Dừng máy chủ dữ liệu đi kèm và xóa thư mục dữ liệu của hệ thống."""
    import shutil

    from etl import warehouse
    from etl.settings import settings

    home = settings().home
    if not yes and not typer.confirm(
        f"Xóa toàn bộ {home}, kể cả tệp gốc các cơ quan đã gửi, và bản sao lưu, khóa sao lưu nếu "
        "để ở đó?"
    ):
        raise typer.Exit(FINDINGS)
    warehouse.stop()
    shutil.rmtree(home, ignore_errors=True)
    out.print(f"Đã xóa {home}.", markup=False)
