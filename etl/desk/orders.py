"""Orders for the judge: what a page wants judged in, a folder that the judge fills out.

Two kinds lie apart: what is asked about stored returns, and pre-checks, files that an officer wants
judged without sending them; of those nothing is recorded anywhere else. `<root>/<id>` holds what
was asked and, later, what was found; folders older than a day are removed. The one surprising
thing: a folder is made under another name and renamed when it is whole, so the judge never sees
half of one.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import UploadFile

from etl import vault
from etl.collect import secret_at_sight
from etl.desk.access import TheSender
from etl.desk.refused import Refused, not_found
from etl.desk.uploads import Sent, kept_whole, note_secret
from etl.wording.secrecy import NO_NAME
from etl.workbook.refusals import secret

KEPT_SECONDS = 24 * 60 * 60
_RESULT, _ORDER = "result.json", "order.json"
_ID = re.compile(r"[A-Za-z0-9_-]{24}")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")  # one that is safe in a path


@dataclass(frozen=True, slots=True)
class JudgeOrder:
    """What was asked, and the result once it is there."""

    id: str
    folder: Path
    content: Mapping[str, Any]
    result: Any  # None while the judge has not answered

    @property
    def workbooks(self) -> list[Path]:
        """The files of a pre-check, in the order they were posted."""
        count = len(self.content["file_names"])
        return [next(self.folder.glob(f"{number}.*")) for number in range(1, count + 1)]

    def given_back(self, number: int) -> Path:
        """Give where the annotated copy of a pre-check's file of that number (from 1) lies."""
        return self.folder / f"tra-lai-{number}.xlsx"


def stored_returns(home: Path) -> Path:
    """Give where orders about stored returns lie."""
    return home / "orders"


def prechecks(home: Path) -> Path:
    """Give where pre-checks lie."""
    return home / "prechecks"


def lay(
    root: Path, content: Mapping[str, object], fill: Callable[[Path], object] | None = None
) -> JudgeOrder:
    """Lay an order down for the judge, with the files that `fill` puts into its folder."""
    root.mkdir(parents=True, exist_ok=True)
    for folder in root.iterdir():  # nobody decided on what is older than a day: nobody keeps it
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
    id = secrets.token_urlsafe(18)
    draft = root / f".{id}"
    draft.mkdir()
    added = fill(draft) if fill else None
    content = {**content, **added} if isinstance(added, Mapping) else content
    (draft / _ORDER).write_text(json.dumps(content), encoding="utf-8")
    draft.rename(root / id)
    return JudgeOrder(id, root / id, content, None)


def lay_precheck(home: Path, files: Sequence[UploadFile], of: Mapping[str, str]) -> JudgeOrder:
    """Lay files of an agency down for the judge; `of` names it, the period and who asks."""

    def fill(folder: Path) -> Mapping[str, object]:
        with kept_whole(files, home / "checking") as sent:
            _refuse_at_sight(sent, of)
            for number, one in enumerate(sent, 1):
                suffix = _SUFFIX.search(one.file_name)  # the reader goes by content
                name = f"{number}{suffix.group().lower() if suffix else '.bin'}"
                shutil.move(one.path, folder / name)
            return {"file_names": [one.file_name for one in sent]}

    return lay(prechecks(home), of, fill)


def _refuse_at_sight(sent: Sequence[Sent], of: Mapping[str, str]) -> None:
    """Refuse files together when one is known to be secret: nothing is kept of any of them."""
    known = secret_at_sight([(one.path, one.file_name) for one in sent])
    if known:
        note_secret(known.values(), of)
        raise Refused(422, secret().message)


def forget_workbook(order: JudgeOrder, number: int) -> JudgeOrder:
    """Leave nothing of a pre-check's file of that number (from 1), not even its name."""
    for path in order.folder.glob(f"{number}.*"):
        vault.erase(path)
    names = [*order.content["file_names"]]
    names[number - 1] = NO_NAME
    content = {**order.content, "file_names": names}
    draft = order.folder / f".{_ORDER}"
    draft.write_text(json.dumps(content), encoding="utf-8")
    vault.erase(order.folder / _ORDER)
    draft.rename(order.folder / _ORDER)
    return replace(order, content=content)


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


def own_precheck(sender: TheSender, precheck_id: str) -> JudgeOrder:
    """Give a pre-check of the agency in the address; raises `Refused` (404) for none."""
    found = find(prechecks(sender.desk.home), precheck_id)
    if found is None or not sender.of.items() <= found.content.items():
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


ThePrecheck = Annotated[JudgeOrder, Depends(own_precheck)]
