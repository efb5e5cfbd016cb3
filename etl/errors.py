"""Errors that are ours or the operator's, and the words in which any exception is told.

What an agency sent is a finding, never an exception. The one surprising thing: what an exception
says of itself is believed only when this project raised it on purpose. Anybody else's message may
repeat a cell ("could not convert 'Nguyễn Văn A'"), so of those are told only the kind, where in the
code it arose, and what the database names by itself: the code of the error, table, column, rule.
"""

import errno
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

UNFORESEEN = "Đây là lỗi của hệ thống, không phải của tệp gửi. Không có dữ liệu nào bị mất."
NO_WAREHOUSE = (
    "Không kết nối được kho dữ liệu. Đề nghị kiểm tra địa chỉ và mật khẩu trong WAREHOUSE_URL, và "
    "máy chủ PostgreSQL có đang chạy không. Không có dữ liệu nào bị mất."
)
_FILE_TROUBLES = {
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã dùng hết dung lượng được cấp",
    errno.EFBIG: "tệp lớn hơn mức cho phép",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa báo lỗi khi đọc hoặc ghi",
    errno.EADDRINUSE: "cổng mạng đang có chương trình khác dùng",
}
# What a server says as it ends: shut down, crashed, starting or stopping, its database dropped.
_GOING = ("08", "57P")
# What a server says of an error without repeating a value; its detail, context and primary
# message may hold a whole row.
_SAFE_DIAGNOSIS = ("schema_name", "table_name", "column_name", "constraint_name", "datatype_name")


class ReportingError(Exception):
    """The root of everything this project raises on purpose."""


class UnknownPeriodError(ReportingError):
    """A period key that is none of the legal ones."""


class ContractError(ReportingError):
    """Declarations that cannot be used as they stand: a sentence for each slip of the pen."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnfitValueError(ReportingError):
    """A value that its column cannot hold; says in Vietnamese what to write instead."""


class EvaluationError(ReportingError):
    """A rule that could not be evaluated: our fault, never a pass."""


class WarehouseError(ReportingError):
    """The warehouse cannot be reached or is not at the version that this code needs."""


class ReportError(ReportingError):
    """A report that cannot be issued: a figure is missing or an edition disagrees."""


class OurFaultError(ReportingError):
    """Work that could not be done whatever was sent: it waits, is told as ours, and tried again.

    `detail` says in Vietnamese what is known, without any value that was sent.
    """

    kind = "check"

    def __init_subclass__(cls, kind: str) -> None:
        cls.kind = kind

    def __init__(self, detail: str) -> None:
        super().__init__(f"Lỗi của hệ thống, không phải của tệp gửi: {detail}.")
        self.detail = detail


class VaultError(OurFaultError, kind="vault"):
    """A received file that is out of reach in the vault, or not what it was."""


class ReaderError(OurFaultError, kind="reader"):
    """A reading process that was ended, or could not work, for no reason of the file's."""


class LoadError(OurFaultError, kind="load"):
    """An accepted return that could not be laid into the warehouse."""


class JudgeError(OurFaultError, kind="judge"):
    """A workbook that could not be judged because a rule could not be evaluated."""


class GiveBackError(OurFaultError, kind="give_back"):
    """An annotated copy that could not be written."""

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Make one of what was raised, whose own words may hold what was sent."""
        if isinstance(error, OurFaultError):
            return cls(error.detail)
        reason = error.strerror if isinstance(error, OSError) else None
        return cls(f"không ghi được tệp trả lại ({reason or type(error).__name__})")


class BackupError(ReportingError):
    """A backup that was not taken, cannot be read, or cannot be brought back here."""


class RegistryError(ReportingError):
    """A change of state that the registry refuses, with the reason for a person."""


def for_person(error: BaseException) -> str:
    """Say in one sentence what stopped the work, without any value of a cell."""
    if isinstance(error, ReportingError):
        return str(error)
    if isinstance(error, OSError):
        place = error.filename or "tệp hoặc cổng mạng"
        return (
            f"Không dùng được {place}: {reason_of(error)}. Đề nghị kiểm tra lại đường dẫn và quyền "
            "của người đang chạy lệnh, rồi chạy lại."
        )
    return NO_WAREHOUSE if is_unreachable(error) else UNFORESEEN


def is_foreseen(error: BaseException) -> bool:
    """Tell whether the sentence for a person says all there is to say."""
    return isinstance(error, ReportingError | OSError) or is_unreachable(error)


def is_unreachable(error: BaseException) -> bool:
    """Tell whether the warehouse did not answer, or went away, with a last word or without one."""
    psycopg = sys.modules.get("psycopg")  # never imported: then it is none of its errors
    cause = getattr(error, "orig", error)
    return (
        psycopg is not None
        and isinstance(cause, psycopg.OperationalError)
        and (cause.sqlstate is None or cause.sqlstate.startswith(_GOING))
    )


def apart(
    items: Sequence[T],
    do: Callable[[Sequence[T]], R],
    on_fault: Callable[[T, Exception], None],
) -> list[R]:
    """Do something for all items together, or for the halves apart where that raises.

    What is done must be the same together and apart, and may be done again. Gives the results in
    order; an item on which it fails even alone is told to `on_fault`. Raises what says that the
    warehouse does not answer: no item is to blame for that.
    """
    if not items:
        return []
    try:
        return [do(items)]
    except Exception as error:
        if is_unreachable(error):
            raise
        if len(items) == 1:
            on_fault(items[0], error)
            return []
    half = len(items) // 2
    return [*apart(items[:half], do, on_fault), *apart(items[half:], do, on_fault)]


def for_log(error: BaseException) -> str:
    """Give the traceback of an error and of what led to it, without messages that are not ours."""
    return "\n".join(line for one in reversed(list(_chain(error))) for line in _lines(one))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error, then what it came from, and so on; each once."""
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield now
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _lines(error: BaseException) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    for line in traceback.format_tb(error.__traceback__):
        yield line.rstrip("\n")
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    yield f"{module}{kind.__name__}: {_said(error)}"
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from (f"  | {line}" for line in for_log(one).split("\n"))


def _said(error: BaseException) -> str:
    if isinstance(error, ReportingError):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        return f"[Errno {error.errno}] {error.strerror}: {error.filename}"
    cause = getattr(error, "orig", error)
    state, diagnosis = getattr(cause, "sqlstate", None), getattr(cause, "diag", None)
    if diagnosis is None:
        return "(message not repeated: it may hold personal data)"
    named = (f"{part.removesuffix('_name')} {getattr(diagnosis, part)}" for part in _SAFE_DIAGNOSIS
             if getattr(diagnosis, part, None))  # fmt: skip
    return ", ".join([f"SQLSTATE {state}" if state else "no answer of the server", *named])


def reason_of(error: OSError) -> str:
    """Say in a few words why a file or folder could not be used."""
    reasons: dict[type[OSError], str] = {
        PermissionError: "không có quyền đọc hoặc ghi",
        FileNotFoundError: "không tìm thấy",
        FileExistsError: "đã có một tệp cùng tên ở đó",
        NotADirectoryError: "đường dẫn đi qua một tệp, không phải thư mục",
        IsADirectoryError: "đây là thư mục, không phải tệp",
    }
    reason = next((text for kind, text in reasons.items() if isinstance(error, kind)), "")
    return reason or _FILE_TROUBLES.get(error.errno or 0, str(error.strerror))


class Formatter(logging.Formatter):
    """Writes a record with its time; an exception is worded as `for_log` words it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Word a record anew, whatever another formatter kept of its exception."""
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - the library's name
        error = ei[1] if isinstance(ei, tuple) else None
        return for_log(error) if isinstance(error, BaseException) else ""


def speak_safely() -> None:
    """Let this process tell its own faults in our words only: in its log, and when it dies.

    To be called once by whoever owns a process; an entrance inside somebody else's does not.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.getLogger().handlers[:] = [handler]
    sys.excepthook = _tell
    threading.excepthook = lambda told: _tell(told.exc_type, told.exc_value, told.exc_traceback)


def _tell(kind: type[BaseException], error: BaseException | None, _: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    print(for_log(error), file=sys.stderr, flush=True)
