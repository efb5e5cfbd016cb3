"""Pre-checks: files that an officer wants judged without sending them.

In: posted files. Out: an order that the judge (`etl.desk.judge`) answers with one document a file
and annotated copies. The one surprising thing: nothing is recorded of them anywhere else.
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile

from etl.desk import orders
from etl.desk.orders import JudgeOrder
from etl.desk.uploads import kept_whole


@dataclass(frozen=True, slots=True)
class Precheck:
    """What was asked, and the result once it is there."""

    order: JudgeOrder
    agency_id: str
    period_key: str
    file_names: tuple[str, ...]

    @property
    def id(self) -> str:
        """The name of the order."""
        return self.order.id

    @property
    def result(self) -> Sequence[Mapping[str, Any]] | None:
        """One document a file, as `etl examine --json`; None while it waits."""
        found: Sequence[Mapping[str, Any]] | None = self.order.result
        return found

    def given_back(self, number: int) -> Path | None:
        """Give the annotated copy of the file of that number (from 1), if one was made."""
        path = self.order.folder / f"tra-lai-{number}.xlsx"
        return path if path.is_file() else None


def ask(home: Path, files: Sequence[UploadFile], agency_id: str, period_key: str) -> Precheck:
    """Lay files down for the judge."""

    def fill(folder: Path) -> Mapping[str, object]:
        with kept_whole(files, home / "checking") as sent:
            for number, one in enumerate(sent, 1):
                shutil.move(one.path, folder / f"{number}{_suffix(one.file_name)}")
            return {"file_names": [one.file_name for one in sent]}

    content = {"agency_id": agency_id, "period_key": period_key}
    return _of(orders.lay(_root(home), content, fill))


def find(home: Path, id: str) -> Precheck | None:
    """Give a pre-check by its id, or None when there is none (any more)."""
    found = orders.find(_root(home), id)
    return _of(found) if found else None


def waiting(home: Path) -> Iterator[Precheck]:
    """Give the pre-checks without a result, oldest first."""
    return map(_of, orders.waiting(_root(home)))


def workbooks_of(precheck: Precheck) -> list[Path]:
    """Give the files of a pre-check in the order they were posted."""
    count = len(precheck.file_names)
    return [next(precheck.order.folder.glob(f"{number}.*")) for number in range(1, count + 1)]


def _of(order: JudgeOrder) -> Precheck:
    content = order.content
    names = tuple(content["file_names"])
    return Precheck(order, content["agency_id"], content["period_key"], names)


def _root(home: Path) -> Path:
    return home / "prechecks"


def _suffix(file_name: str) -> str:
    """Give a suffix that is safe in a path; the reader goes by content, not by suffix."""
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", file_name)
    return found.group().lower() if found else ".bin"
