"""Orders for the judge: what a page wants judged in, a folder that the judge fills out.

`<root>/<id>` holds what was asked and, later, what was found; folders older than a day are removed.
The one surprising thing: a folder is made under another name and renamed when it is whole, so the
judge never sees half of one.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.desk.refused import not_found

KEPT_SECONDS = 24 * 60 * 60
_RESULT, _ORDER = "result.json", "order.json"
_ID = re.compile(r"[A-Za-z0-9_-]{24}")


@dataclass(frozen=True, slots=True)
class JudgeOrder:
    """What was asked, and the result once it is there."""

    id: str
    folder: Path
    content: Mapping[str, Any]
    result: Any  # None while the judge has not answered


def stored_returns(home: Path) -> Path:
    """Give where orders about stored returns lie."""
    return home / "orders"


def lay(
    root: Path, content: Mapping[str, object], fill: Callable[[Path], object] | None = None
) -> JudgeOrder:
    """Lay an order down for the judge, with the files that `fill` puts into its folder."""
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    id = secrets.token_urlsafe(18)
    draft = root / f".{id}"
    draft.mkdir()
    added = fill(draft) if fill else None
    content = {**content, **added} if isinstance(added, Mapping) else content
    (draft / _ORDER).write_text(json.dumps(content), encoding="utf-8")
    draft.rename(root / id)
    return JudgeOrder(id, root / id, content, None)


def find(root: Path, id: str) -> JudgeOrder | None:
    """Give an order by its id, or None when there is none (any more)."""
    folder = root / id
    if not _ID.fullmatch(id) or not (folder / _ORDER).is_file():
        return None
    content = json.loads((folder / _ORDER).read_text(encoding="utf-8"))
    result = folder / _RESULT
    answered = json.loads(result.read_text(encoding="utf-8")) if result.is_file() else None
    return JudgeOrder(id, folder, content, answered)


def of_kinds(home: Path, id: str, *kinds: str) -> JudgeOrder:
    """Give an order of these kinds about stored returns; raises `Refused` (404) for none."""
    found = find(stored_returns(home), id)
    if found is None or found.content["kind"] not in kinds:
        raise not_found()
    return found


def waiting(root: Path) -> Iterator[JudgeOrder]:
    """Give the orders without a result, oldest first."""
    if not root.is_dir():
        return
    for folder in sorted(root.iterdir(), key=lambda folder: folder.stat().st_mtime):
        found = find(root, folder.name)
        if found is not None and found.result is None:
            yield found


def answer(order: JudgeOrder, result: object) -> None:
    """Write what was found, whole or not at all."""
    draft = order.folder / f".{_RESULT}"
    draft.write_text(json.dumps(result, ensure_ascii=False, default=str), encoding="utf-8")
    draft.rename(order.folder / _RESULT)


def _sweep(root: Path) -> None:
    """Remove what is older than a day: nobody decided on it, so nobody keeps it."""
    for folder in root.iterdir():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
