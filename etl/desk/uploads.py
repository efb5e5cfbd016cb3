"""Takes uploaded workbooks in: posted files in, submissions of the registry out.

A file is whole in the vault before the registry hears of it, and the registry's rows are written
in one transaction: a server killed at any moment leaves no half submission, and whoever got no
receipt sends again. The one surprising thing: the name that a browser sends is only ever shown,
never used as a path.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from etl import registry, vault, warehouse
from etl.desk import queries
from etl.desk.access import Sender, desk_of
from etl.desk.refusals import Refused
from etl.readings import left_out, readings_of
from etl.registry import Arrival
from etl.settings import settings

FIELD = "tep"
_LONGEST_NAME = 120
_TOO_FAST = "Đã gửi quá nhiều tệp trong một phút. Chờ một phút rồi gửi tiếp; tệp đã gửi không mất."
_CHUNK = 1024 * 1024
_LEFT_BEHIND_SECONDS = 60 * 60
READERS = threading.BoundedSemaphore(2)  # readers are processes: two at once are enough


@dataclass(frozen=True, slots=True)
class Sent:
    """One posted file, whole on our disk."""

    path: Path
    file_name: str  # as shown; never a path
    size_bytes: int


async def posted_by(request: Request, sender: Sender) -> list[UploadFile]:
    """Give the files of a sender's form; raises `Refused` without any, or too many at once."""
    desk = desk_of(request)
    files = _posted_files(await desk.guard.read(request, sender.person.name))
    if not desk.upload_pace.take(sender.path, len(files)):
        raise Refused(429, _TOO_FAST)
    return files


def _posted_files(form: FormData) -> list[UploadFile]:
    """Give the files of a form that hold something; raises `Refused` when there are none."""
    files = [item for item in form.getlist(FIELD) if isinstance(item, UploadFile)]
    chosen = [file for file in files if file.filename and file.size]
    if not chosen:
        raise Refused(
            422,
            "Chưa chọn tệp nào, hoặc tệp không có nội dung. Bấm “Chọn tệp”, chọn tệp Excel đã "
            "điền và lưu, rồi gửi lại.",
        )
    return chosen


@contextmanager
def kept_whole(files: Sequence[UploadFile], root: Path) -> Iterator[list[Sent]]:
    """Write posted files to a folder of their own below `root` for as long as the block lasts."""
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield [_keep(file, folder / f"{number}") for number, file in enumerate(files, 1)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove what a server that was killed left behind; nothing is taken in for so long."""
    for folder in root.iterdir():
        with suppress(FileNotFoundError):  # another upload has just ended
            if folder.is_dir() and time.time() - folder.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def incoming() -> Path:
    """Give the folder whose change tells whoever runs the corridor that something came."""
    return settings().home / "desk" / "incoming"


def ring() -> None:
    """Tell whoever runs the corridor that something was decided, as if a file had come."""
    incoming().mkdir(parents=True, exist_ok=True)
    os.utime(incoming())


def receive(files: Sequence[UploadFile], agency_id: str, period_key: str, actor: str) -> list[int]:
    """Put files into the vault and record them as sent for an agency and period.

    Gives the submissions' ids in the order of the files; a content known already gives the same
    id as before. Raises `Refused`, and records nothing, when the cover of one of them names
    another agency or period. Safe to call twice at once with the same file. The files leave the
    incoming folder only after the registry knows them: that change is what others watch for.
    """
    with kept_whole(files, incoming()) as sent:
        hashes = vault.put_all([one.path for one in sent])
        _are_own(hashes, sent, agency_id, period_key)
        with warehouse.transaction() as conn:
            arrivals = [
                Arrival(sha256, one.file_name, "upload", one.size_bytes)
                for one, sha256 in zip(sent, hashes, strict=True)
            ]
            taken = registry.record_submissions(conn, arrivals)
            for one, submission in zip(sent, taken, strict=True):
                queries.rows_in(
                    conn,
                    "upload_create",
                    submission_id=submission.id,
                    agency_id=agency_id,
                    period_key=period_key,
                    file_name=one.file_name,
                    actor=actor,
                )
    return [submission.id for submission in taken]


def _are_own(hashes: Sequence[str], sent: Sequence[Sent], agency_id: str, period_key: str) -> None:
    """Refuse files that speak for another agency or period; unreadable ones are judged later.

    What is read here is kept, so that the judge need not read it again.
    """
    with READERS:
        read = readings_of(hashes, on_fault=left_out)
    covers = {reading.sha256: reading.cover for reading in read}
    for one, sha256 in zip(sent, hashes, strict=True):
        cover = covers.get(sha256)
        if cover and (cover.agency_id, cover.period_key) != (agency_id, period_key):
            raise Refused(
                422,
                f"Tệp “{one.file_name}” ghi trên trang bìa là của cơ quan khác hoặc kỳ báo cáo "
                "khác, nên chưa nhận tệp nào. Mở lại tệp xem trang bìa; nếu chọn nhầm thì chọn "
                "đúng tệp rồi gửi lại.",
            )


def shown_name(name: str) -> str:
    """Give a browser's file name fit to be shown: no folders, no control or direction signs."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(
        ". "
    )
    stem, dot, suffix = kept.rpartition(".")
    if dot and len(kept) > _LONGEST_NAME:
        suffix = suffix[:10]
        kept = f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    return kept[:_LONGEST_NAME] or "tep-khong-ten"


def _keep(file: UploadFile, path: Path) -> Sent:
    with path.open("xb") as target:
        shutil.copyfileobj(file.file, target, _CHUNK)
        target.flush()
        os.fsync(target.fileno())
    return Sent(path, shown_name(file.filename or ""), path.stat().st_size)
