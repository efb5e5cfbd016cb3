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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from starlette.datastructures import UploadFile

from etl import vault, warehouse
from etl.collect import destroy_refused, refuse_secret, secret_at_sight
from etl.desk import queries
from etl.desk.access import Posted, SenderVisit
from etl.desk.refused import Refused
from etl.errors import for_log
from etl.judge.readings import left_out, readings_of, secret_among
from etl.model import Period
from etl.reference import Reference
from etl.registry import received
from etl.settings import settings
from etl.wording import small
from etl.wording.secrecy import NO_NAME
from etl.workbook.refusals import secret

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
                _erase(left)
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield [_keep(file, folder / f"{number}") for number, file in enumerate(files, 1)]
    except BaseException:
        _erase(folder)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _erase(folder: Path) -> None:
    """Leave nothing of posted files: nobody has read them, and one may be secret."""
    for path in folder.iterdir():
        vault.erase(path)
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
    watch for. Of a file with a marking of secrecy nothing is left.
    """
    of = {"agency_id": agency_id, "period_key": period_key}
    with kept_whole(files, incoming()) as sent:
        hashes, reasons, marked = _read(sent, **of)
        arrivals = [
            received.Arrival(sha256, one.file_name, "upload", one.size_bytes)
            for one, sha256 in zip(sent, hashes, strict=True)
        ]
        with warehouse.transaction() as conn:
            marked |= received.secret_contents(conn, hashes)  # by who sent the same just now
            reasons |= dict.fromkeys(marked, secret().message)
            own = [one for one in arrivals if not reasons.get(one.sha256)]
            taken = iter(received.record_submissions(conn, own))
            kept = [
                (_refused(conn, one, actor, why, is_marked=one.sha256 in marked), one, why)
                if (why := reasons.get(one.sha256, ""))
                else (next(taken).id, one, why)
                for one in arrivals
            ]
            for id, one, why in sorted(kept, key=lambda one: bool(one[2])):
                # what is refused stays told after the others
                name = NO_NAME if one.sha256 in marked else one.file_name
                told = {"file_name": name, "actor": actor, "refusal": why}
                queries.rows_in(conn, "upload_create", submission_id=id, **of, **told)
        destroy_refused(marked)
        for file, one in zip(sent, arrivals, strict=True):
            if one.sha256 in marked:
                vault.erase(file.path)
    return [id for id, *_ in kept]


def _refused(
    conn: sa.Connection, one: received.Arrival, actor: str, why: str, *, is_marked: bool
) -> int:
    if is_marked:
        return refuse_secret(conn, [one], actor)[0]
    return received.record_refusal(conn, one, actor=actor, reason=why)


def note_secret(hashes: Iterable[str], of: Mapping[str, str]) -> None:
    """Register that secret files came for a pre-check; `of` names agency, period and actor."""
    why = secret().message
    with warehouse.transaction() as conn:
        arrivals = [received.Arrival(sha256, NO_NAME, "precheck", 0) for sha256 in hashes]
        for id in refuse_secret(conn, arrivals, of["actor"]):
            told = {"submission_id": id, "file_name": NO_NAME, "refusal": why}
            queries.rows_in(conn, "upload_create", **of, **told)


def _read(
    sent: Sequence[Sent], agency_id: str, period_key: str
) -> tuple[list[str], dict[str, str], set[str]]:
    """Put files into the vault and read them; gives their hashes, why some are not taken, secrets.

    A file is not taken whose cover speaks for somebody else; unreadable files are, and judged
    later. What is read here is kept, so that the judge need not read it again. A file that is known
    as secret is not even put there.
    """
    known = secret_at_sight([(one.path, one.file_name) for one in sent])
    rest = [at for at in range(len(sent)) if at not in known]
    put = vault.put_all([sent[at].path for at in rest])
    with READERS:
        read = readings_of(put, on_fault=left_out)
    here, reasons = (agency_id, period_key), {}
    for reading in read:
        cover = reading.cover
        said = (cover.agency_id, cover.period_key) if cover else here
        if said != here:
            reasons[reading.sha256] = _FOREIGN.format(said=_named(*said), page=_named(*here))
    found = known | dict(zip(rest, put, strict=True))
    return [found[at] for at in range(len(sent))], reasons, secret_among(read) | {*known.values()}


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
