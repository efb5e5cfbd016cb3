"""The verbs that look after the system itself: judge again, make, serve, stop, back up, restore it.

The one surprising thing: every verb imports what it needs itself, as in `corridor`.
"""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.shared import CLEAN, FINDINGS, OUR_FAULT, AsJson, app, err, out, write_json
from etl.model import Period
from etl.reference.working_days import moment_text
from etl.wording import number_text

_MIB = 1 << 20


@app.command()
def rejudge(
    period: Annotated[
        str | None, typer.Argument(metavar="KỲ", help="Kỳ báo cáo: 2020, 2020-Q1…")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Mọi kỳ báo cáo.")] = False,
    as_json: AsJson = False,
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
    from etl.cli.status import rule_change_lines
    from etl.judge import rule_change

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
        write_json(found.document())
    else:
        for line in rule_change_lines(found):
            out.print(line)
    raise typer.Exit(FINDINGS if found.changes else CLEAN)


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
    from etl.desk.app import serve

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
    out.print(f"Đã xóa {home}.")


@app.command()
def backup(
    make_key: Annotated[
        bool, typer.Option("--make-key", help="Tạo khóa sao lưu của cơ quan (chỉ một lần).")
    ] = False,
    rehearse: Annotated[
        bool, typer.Option("--rehearse", help="Phục hồi thử bản mới nhất ra chỗ khác, rồi xóa.")
    ] = False,
) -> None:
    """Sao lưu toàn bộ hệ thống vào một tệp mã hóa, đọc lại để kiểm tra."""
    from etl.backup import BackupSettings
    from etl.backup import make_key as make
    from etl.pipeline import safekeeping

    chosen = BackupSettings()
    if make_key:
        public = make(chosen.key)
        out.print(f"Đã tạo khóa sao lưu: {chosen.key} (phần công khai: {public})")
        out.print(
            "Chép tệp này ra hai nơi khác máy chủ (thẻ nhớ trong két, bản in trong phong bì niêm "
            "phong). Mất khóa thì không ai đọc được các bản sao lưu, kể cả người viết hệ thống."
        )
        return
    if rehearse:
        tried = safekeeping.rehearse_backup()
        out.print(
            f"Đã phục hồi thử {tried.path.name} ra chỗ khác: mọi bảng đủ số dòng, "
            f"{number_text(tried.file_count)} phần đúng mã kiểm tra."
        )
        return
    safekeeping.open_warehouse()
    done = safekeeping.back_up()
    out.print(
        f"Đã sao lưu vào {done.path} ({number_text(done.size_bytes / _MIB, 1)} MB, "
        f"{number_text(done.file_count)} phần), đã đọc lại và khớp."
    )
    err.print(
        f"Chỉ mở được bằng khóa {chosen.key}: không có khóa thì không ai đọc được. Nên chép "
        "bản sao lưu sang một máy hoặc ổ đĩa khác."
    )


@app.command()
def restore(
    archive: Annotated[Path, typer.Argument(metavar="TỆP", help="Bản sao lưu (.tar.age).")],
) -> None:
    """Phục hồi hệ thống từ một bản sao lưu vào một thư mục trống."""
    from etl import backup as room
    from etl.settings import settings

    manifest, without_password = room.restore(archive)
    rows = sum(sum(tables.values()) for tables in manifest.tables.values())
    out.print(
        f"Đã phục hồi vào {settings().home}: {number_text(rows)} dòng dữ liệu, "
        f"{number_text(len(manifest.entries))} phần, khớp với lúc sao lưu "
        f"({moment_text(manifest.at)})."
    )
    if without_password:
        err.print(
            f"Đặt lại mật khẩu cho: {', '.join(without_password)} (bản sao lưu không giữ mật khẩu "
            "của cơ sở dữ liệu)."
        )
    if manifest.missing:
        err.print(f"Lúc sao lưu đã thiếu {len(manifest.missing)} tệp trong kho lưu.")
        raise typer.Exit(OUR_FAULT)
