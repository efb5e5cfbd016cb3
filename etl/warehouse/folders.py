"""Folders of a server that must not run as root: a data folder in, the right owners and modes out.

The one surprising thing: as root, folders above the data and the programs that are closed to
others get the right to be passed through (o+x, never o+r); a warning names each.
"""

import os
import pwd
import subprocess
import warnings
from pathlib import Path

from etl.errors import WarehouseError

_SYSTEM_USER = "pgserver"


def prepare(data: Path, programs: Path) -> None:
    """Make the data folder and let its owner, never root, reach it and the programs."""
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return
    if data.stat().st_uid == 0:
        user = _system_user()
        os.chown(data, user.pw_uid, user.pw_gid)
    _open_way(data)
    _open_way(programs)


def make_private(folder: Path, data: Path) -> None:
    """Make the socket's folder, which only the server's user may enter."""
    owner = data.stat()
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.stat().st_uid == 0:
        os.chown(folder, owner.st_uid, owner.st_gid)
    if folder.stat().st_uid != owner.st_uid or folder.is_symlink():
        raise WarehouseError(
            f"Thư mục {folder} thuộc về người dùng khác, nên không đặt cổng kết nối vào đó được. "
            "Xóa thư mục này hoặc đặt ETL_HOME ở một đường dẫn ngắn hơn."
        )
    folder.chmod(0o700)


def _open_way(path: Path) -> None:
    """Let other users pass through the folders above a path (as root only); say which."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
            warnings.warn(
                f"{folder} was closed to other users; it may now be passed through (not listed), "
                f"because PostgreSQL runs as {_SYSTEM_USER} when started by root",
                stacklevel=2,
            )


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        # Another process may be making the same user: what counts is that it is there afterwards.
        subprocess.run([*command, _SYSTEM_USER], check=False, capture_output=True)  # noqa: S603
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        raise WarehouseError(
            f"PostgreSQL không chạy dưới quyền root và không tạo được người dùng {_SYSTEM_USER}. "
            "Chạy chương trình bằng một tài khoản thường, hoặc đặt biến WAREHOUSE_URL."
        ) from None
