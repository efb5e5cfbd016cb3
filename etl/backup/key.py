"""The office's key: a file of one line in, what encrypts and what opens an archive out.

The one surprising thing: the key is made once and never again by itself. A new one beside old
archives would look as if all were well, while nobody could read what was taken before.
"""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from pyrage import IdentityError, x25519

from etl.errors import BackupError
from etl.reference.working_days import today
from etl.settings import settings

_BEGINS = "AGE-SECRET-KEY-1"


class BackupSettings(BaseSettings):
    """Settings of backups, each from the environment variable `ETL_BACKUP_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="ETL_BACKUP_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    folder: Path = Path()  # of archives; empty: <home>/backups. Better another disk
    key: Path = Path()  # empty: <home>/khoa-sao-luu.txt
    keep: Annotated[int, Field(ge=1)] = 14  # the newest good archives that stay
    old_days: Annotated[int, Field(ge=1)] = 2  # after which the last good one is called old

    @property
    def folder_path(self) -> Path:
        """Folder of archives."""
        return self.folder if self.folder.parts else settings().home / "backups"

    @property
    def key_path(self) -> Path:
        """File of the office's key."""
        return self.key if self.key.parts else settings().home / "khoa-sao-luu.txt"


def make_key(path: Path) -> str:
    """Make the office's key, readable by its owner alone; gives its public part.

    Raises `BackupError` when there is a file of that name: it may be what opens older archives.
    """
    identity = x25519.Identity.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(
            f"Đã có khóa sao lưu ở {path}; không tạo khóa mới đè lên, vì khóa cũ là thứ duy nhất "
            "mở được các bản sao lưu đã có."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# created: {today().isoformat()}\n# public key: {identity.to_public()}\n")
        file.write(f"{identity}\n")
    return str(identity.to_public())


def read_key(path: Path) -> x25519.Identity:
    """Read a key file, as this program or `age-keygen` wrote it; raises `BackupError`."""
    try:
        lines = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise BackupError(
            f"Không có khóa sao lưu ở {path}. Nếu cơ quan đã có khóa, đề nghị chép tệp khóa (bản "
            "cất trong két hoặc thẻ nhớ) vào đó; nếu chưa từng có, tạo bằng lệnh: "
            "etl backup --make-key. Không có khóa thì không ai đọc được bản sao lưu."
        ) from None
    except (OSError, UnicodeDecodeError):
        lines = []
    try:
        (line,) = [one for one in lines if one.startswith(_BEGINS)]
        return x25519.Identity.from_str(line)
    except (ValueError, IdentityError):
        raise BackupError(
            f"Tệp {path} không phải là một khóa sao lưu. Khóa là một dòng bắt đầu bằng {_BEGINS}…; "
            "đề nghị chép lại từ bản cất trong két."
        ) from None
