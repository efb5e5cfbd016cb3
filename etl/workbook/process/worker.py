"""The child process that reads workbooks: paths in on standard input, readings out.

It is started with an empty environment and limits of its own, and stays alive for many files. The
one surprising thing: it may be killed at any moment, by its parent's clock, by its own limits
or by the system; the parent finds out which, and the file waits or costs one finding.
"""

import contextlib
import gc
import os
import pickle
import resource
import sys
from pathlib import Path

from etl.model import Reading
from etl.reference import Reference
from etl.workbook.process.wire import READY, Order, content_of, receive, send
from etl.workbook.read import read_workbook
from etl.workbook.refusals import cannot_read_safely, reader_failed


def main() -> None:
    """Serve the parent until it closes the pipe."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing but readings may go down the pipe
    if (told := receive(asked)) is None:
        return
    order = pickle.loads(told)  # noqa: S301 — our own parent
    assert isinstance(order, Order)
    reference = Reference.load()
    cannot_read_safely()  # the sentences are read while there is memory for them
    gc.collect()
    gc.freeze()  # forms and lists stay for good: the collector need not look at them again
    _limit(order.memory_bytes)
    send(answers, READY)
    while (path := receive(asked)) is not None:
        send(answers, _read(Path(os.fsdecode(path)), order, reference))


def _read(path: Path, order: Order, reference: Reference) -> bytes:
    """Read one file; whatever goes wrong inside becomes a finding, never an exception.

    Out of memory is the file's doing: what fails is this process's own limit, far below what the
    machine has. A file that cannot be opened, and what nobody foresaw, is ours.
    """
    try:
        return content_of(read_workbook(path, order.forms, reference, order.today))
    except MemoryError:
        found = cannot_read_safely()
    except OSError as error:
        found = reader_failed(error.strerror or "OSError")
    except Exception as error:  # this file must not stop the others
        found = reader_failed(type(error).__name__)
    return content_of(Reading(path, "", None, (), (found,)))


def _limit(memory_bytes: int) -> None:
    """Give up the right to more memory, to write files and to leave core dumps."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, used + memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
