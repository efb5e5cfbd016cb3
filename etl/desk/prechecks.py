"""Pre-checks: files that an officer wants judged without sending them.

In: posted files. Out: a folder `<home>/desk/prechecks/<id>` that the judge (`etl.desk.judge`)
fills with `result.json` and annotated copies; folders older than a day are removed. The one
surprising thing: a folder is made under another name and renamed when it is whole, so the judge
never sees half of one.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile

from etl.desk.uploads import kept_whole

KEPT_SECONDS = 24 * 60 * 60
RESULT = "result.json"
_ORDER = "order.json"
_ID = re.compile(r"[A-Za-z0-9_-]{24}")


@dataclass(frozen=True, slots=True)
class Precheck:
    """What was asked, and the result once it is there."""

    id: str
    folder: Path
    agency_id: str
    period_key: str
    file_names: tuple[str, ...]
    result: Sequence[Mapping[str, Any]] | None  # one document a file, as `etl examine --json`

    def given_back(self, number: int) -> Path | None:
        """Give the annotated copy of the file of that number (from 1), if one was made."""
        path = self.folder / f"tra-lai-{number}.xlsx"
        return path if path.is_file() else None


def ask(home: Path, files: Sequence[UploadFile], agency_id: str, period_key: str) -> Precheck:
    """Lay files down for the judge."""
    root = _root(home)
    sweep(home)
    id = secrets.token_urlsafe(18)
    draft = root / f".{id}"
    draft.mkdir()
    with kept_whole(files, home / "checking") as sent:
        for number, one in enumerate(sent, 1):
            shutil.move(one.path, draft / f"{number}{_suffix(one.file_name)}")
        order = {
            "agency_id": agency_id,
            "period_key": period_key,
            "file_names": [one.file_name for one in sent],
        }
    (draft / _ORDER).write_text(json.dumps(order), encoding="utf-8")
    draft.rename(root / id)
    found = find(home, id)
    assert found is not None
    return found


def find(home: Path, id: str) -> Precheck | None:
    """Give a pre-check by its id, or None when there is none (any more)."""
    folder = _root(home) / id
    if not _ID.fullmatch(id) or not (folder / _ORDER).is_file():
        return None
    order = json.loads((folder / _ORDER).read_text(encoding="utf-8"))
    result = folder / RESULT
    documents = json.loads(result.read_text(encoding="utf-8")) if result.is_file() else None
    return Precheck(
        id, folder, order["agency_id"], order["period_key"], tuple(order["file_names"]), documents
    )


def waiting(home: Path) -> Iterator[Precheck]:
    """Give the pre-checks without a result, oldest first."""
    folders = sorted(_root(home).iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in folders:
        found = None if folder.name.startswith(".") else find(home, folder.name)
        if found is not None and found.result is None:
            yield found


def workbooks_of(precheck: Precheck) -> list[Path]:
    """Give the files of a pre-check in the order they were posted."""
    count = len(precheck.file_names)
    return [next(precheck.folder.glob(f"{number}.*")) for number in range(1, count + 1)]


def sweep(home: Path) -> None:
    """Remove what is older than a day: nobody sent it, so nobody keeps it."""
    for folder in _root(home).iterdir():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _root(home: Path) -> Path:
    root = home / "prechecks"
    root.mkdir(parents=True, exist_ok=True)
    return root


def _suffix(file_name: str) -> str:
    """Give a suffix that is safe in a path; the reader goes by content, not by suffix."""
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", file_name)
    return found.group().lower() if found else ".bin"
