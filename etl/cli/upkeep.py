"""The verbs of backups: take one, bring one back, and try whether it can be.

In: an archive's path, or nothing. Out: one line, and the exit code. The one surprising thing: every
time it is said that without the office's key nobody reads what was taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from etl.cli.shared import OUR_FAULT, app, err, out
from etl.reference.working_days import moment_text
from etl.wording import number_text

_MIB = 1 << 20


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
        public = make(chosen.key_path)
        out.print(
            f"Đã tạo khóa sao lưu: {chosen.key_path} (phần công khai: {public})", markup=False
        )
        out.print(
            "Chép tệp này ra hai nơi khác máy chủ (thẻ nhớ trong két, bản in trong phong bì niêm "
            "phong). Mất khóa thì không ai đọc được các bản sao lưu, kể cả người viết hệ thống."
        )
        return
    if rehearse:
        tried = safekeeping.rehearse_backup()
        out.print(
            f"Đã phục hồi thử {tried.path.name} ra chỗ khác: mọi bảng đủ số dòng, "
            f"{number_text(tried.file_count)} phần đúng mã kiểm tra.",
            markup=False,
        )
        return
    safekeeping.open_warehouse()
    done = safekeeping.back_up()
    out.print(
        f"Đã sao lưu vào {done.path} ({number_text(done.size_bytes / _MIB, 1)} MB, "
        f"{number_text(done.file_count)} phần), đã đọc lại và khớp.",
        markup=False,
    )
    err.print(
        f"Chỉ mở được bằng khóa {chosen.key_path}: không có khóa thì không ai đọc được. Nên chép "
        "bản sao lưu sang một máy hoặc ổ đĩa khác.",
        markup=False,
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
        f"({moment_text(manifest.moment)}).",
        markup=False,
    )
    if without_password:
        err.print(
            f"Đặt lại mật khẩu cho: {', '.join(without_password)} (bản sao lưu không giữ mật khẩu "
            "của cơ sở dữ liệu).",
            markup=False,
        )
    if manifest.missing:
        err.print(f"Lúc sao lưu đã thiếu {len(manifest.missing)} tệp trong kho lưu.", markup=False)
        raise typer.Exit(OUR_FAULT)
