"""Takes uploaded workbooks in: posted files in, submissions of the registry out.

A file is whole in the vault before the registry hears of it, and the registry's rows are written
in one transaction: a server killed at any moment leaves no half submission, and whoever got no
receipt sends again. The one surprising thing: the name that a browser sends is only ever shown,
never used as a path.
"""

import logging
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

from starlette.datastructures import UploadFile

from etl import vault, warehouse
from etl.desk import queries
from etl.desk.access import Posted, SenderVisit
from etl.desk.refused import Refused
from etl.errors import for_log
from etl.judge.readings import left_out, readings_of
from etl.model import Period
from etl.reference import Reference
from etl.registry import received
from etl.settings import settings
from etl.wording import small

_LOG = logging.getLogger(__name__)
FIELD = "tep"
_LONGEST_NAME = 120
_TOO_FAST = "Đã gửi quá nhiều tệp trong một phút. Chờ một phút rồi gửi tiếp; tệp đã gửi không mất."
_FOREIGN = (
    "Trang bìa của tệp ghi là của {said}; trang này là của {page}, nên tệp không được nhận. "
    "Mở lại tệp, xem trang bìa: nếu chọn nhầm thì gửi tệp đúng; nếu trang bìa ghi sai thì tải "
    "biểu mẫu trống ở trang của cơ quan, chép số liệu sang rồi gửi."
)
_CHUNK = 1024 * 1024
_LEFT_BEHIND_SECONDS = 60 * 60
READERS = threading.BoundedSemaphore(2)  # readers are processes: two at once are enough


@dataclass(frozen=True, slots=True)
class Sent:
    """One posted file, whole on our disk."""

    path: Path
    file_name: str  # as shown; never a path
    size_bytes: int


def posted_by(post: Posted, sender: SenderVisit) -> list[UploadFile]:
    """Give the files of a sender's form; raises `Refused` without any, or too many at once."""
    files = [
        item
        for item in post.form.getlist(FIELD)
        if isinstance(item, UploadFile) and item.filename and item.size
    ]
    if not files:
        raise Refused(
            422,
            "Chưa chọn tệp nào, hoặc tệp không có nội dung. Bấm “Chọn tệp”, chọn tệp Excel đã "
            "điền và lưu, rồi gửi lại.",
        )
    if not post.desk.upload_pace.take(sender.path, len(files)):
        raise Refused(429, _TOO_FAST)
    return files


@contextmanager
def kept_whole(files: Sequence[UploadFile], root: Path) -> Iterator[list[Sent]]:
    """Write posted files to a folder of their own below `root` for as long as the block lasts."""
    root.mkdir(parents=True, exist_ok=True)
    for left in root.iterdir():  # by a server that was killed: nothing is taken in for so long
        with suppress(FileNotFoundError):  # another upload has just ended
            if left.is_dir() and time.time() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield [_keep(file, folder / f"{number}") for number, file in enumerate(files, 1)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def incoming() -> Path:
    """Give the folder whose change tells whoever runs the corridor that something came."""
    return settings().home / "desk" / "incoming"


def ring() -> None:
    """Tell whoever runs the corridor that something was decided, as if a file had come."""
    incoming().mkdir(parents=True, exist_ok=True)
    os.utime(incoming())


def load_accepted(submission_ids: Sequence[int] | None = None) -> None:
    """Load what was just accepted, so that board and marts agree, and ring.

    A fault is told, and the next run of the corridor does it. That run is rung for in any case,
    because the period may be complete now.
    """
    from etl import pipeline  # imports the whole corridor; pages that only read do without

    try:
        pipeline.step_load(submission_ids)
    except Exception as error:
        _LOG.error("accepted returns could not be loaded now\n%s", for_log(error))
    ring()


def receive(files: Sequence[UploadFile], agency_id: str, period_key: str, actor: str) -> list[int]:
    """Put files into the vault and record them as sent for an agency and period.

    Gives the submissions' ids in the order of the files; a content known already gives the same
    id as before. A file whose cover names another agency or period is recorded as refused, with
    the reason, and stops none of the others. Safe to call twice at once with the same file. The
    files leave the incoming folder only after the registry knows them: that change is what others
    watch for.
    """
    of = {"agency_id": agency_id, "period_key": period_key}
    with kept_whole(files, incoming()) as sent:
        hashes = vault.put_all([one.path for one in sent])
        reasons = _why_refused(hashes, **of)
        arrivals = [
            received.Arrival(sha256, one.file_name, "upload", one.size_bytes)
            for one, sha256 in zip(sent, hashes, strict=True)
        ]
        with warehouse.transaction() as conn:
            own = [one for one, why in zip(arrivals, reasons, strict=True) if not why]
            taken = iter(received.record_submissions(conn, own))
            ids = [
                received.record_refusal(conn, one, actor=actor, reason=why)
                if why
                else next(taken).id
                for one, why in zip(arrivals, reasons, strict=True)
            ]
            kept = sorted(zip(reasons, ids, arrivals, strict=True), key=lambda one: bool(one[0]))
            for why, id, one in kept:  # what is refused stays told after the others
                told = {"file_name": one.file_name, "actor": actor, "refusal": why}
                queries.rows_in(conn, "upload_create", submission_id=id, **of, **told)
    return ids


def _why_refused(hashes: Sequence[str], agency_id: str, period_key: str) -> list[str]:
    """Say of each file why it is not taken on a page: its cover speaks for somebody else.

    "" for what is taken; unreadable files are, and judged later. What is read here is kept, so
    that the judge need not read it again.
    """
    with READERS:
        read = readings_of(hashes, on_fault=left_out)
    covers = {reading.sha256: reading.cover for reading in read}
    here, reasons = (agency_id, period_key), []
    for sha256 in hashes:
        cover = covers.get(sha256)
        said = (cover.agency_id, cover.period_key) if cover else here
        is_own = said == here
        reasons.append("" if is_own else _FOREIGN.format(said=_named(*said), page=_named(*here)))
    return reasons


def _named(agency_id: str, period_key: str) -> str:
    period = Period.parse(period_key)
    try:
        agency = Reference.load().agency(agency_id, period.ends_on).short_name
    except KeyError:
        agency = "một cơ quan không có trong danh sách của kỳ này"
    return f"{agency}, {small(period.title)}"


def shown_name(name: str) -> str:
    """Give a browser's file name fit to be shown: no folders, no control or direction signs."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = (sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    kept = "".join(shown).strip(". ")
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
