"""An agency's own earlier figures in one small file: tables in force in, a checked file out.

With it the offline pre-check compares as the desk does. The one surprising thing: the file carries
the hash of what it says, so that half a download or a changed digit is told and never compared
with; and it holds nothing of another agency and no column with personal data.
"""

import datetime as dt
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.contracts import load_forms
from etl.errors import ReportingError
from etl.kinds import kind_of
from etl.model import Beside, CellValue, Form, Key, Table

FORMAT = 2
_MOST_BYTES = 64 * 1024 * 1024  # of what a file may say once it is unpacked
_TRY_AGAIN = "Tải lại tệp từ trang của cơ quan rồi kiểm tra lại."


class DigestError(ReportingError):
    """A file of earlier figures that cannot be compared with, in a sentence for the officer."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What one agency had in force when the file was made."""

    agency_id: str
    made_at: dt.datetime
    tables: Mapping[Key, Table]
    closed: frozenset[str]


def write_digest(agency_id: str, beside: Beside, made_at: dt.datetime) -> bytes:
    """Write what an agency itself has in force as a compressed file."""
    forms = load_forms()
    own = {key: table for key, table in sorted(beside.tables.items()) if key[1] == agency_id}
    content = {
        "agency_id": agency_id,
        "made_at": made_at.isoformat(),
        "closed": sorted(beside.closed),
        "tables": [_packed(forms[key[0]], key, table) for key, table in own.items()],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    whole = {"format": FORMAT, "sha256": _hash(text), "content": text}
    return gzip.compress(json.dumps(whole, ensure_ascii=False).encode(), mtime=0)


def read_digest(path: Path) -> Digest:
    """Read a file of earlier figures.

    Raises `DigestError` when it is damaged, is no such file, or was made for another version of
    this program.
    """
    try:
        with gzip.open(path) as file:
            found = file.read(_MOST_BYTES + 1)
        whole = json.loads(found) if len(found) <= _MOST_BYTES else None
    except FileNotFoundError as error:
        raise DigestError(f"Không tìm thấy tệp {path}. Kiểm tra lại đường dẫn.") from error
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DigestError(_damaged(path)) from error
    if not isinstance(whole, dict) or not isinstance(whole.get("content"), str):
        raise DigestError(_damaged(path))
    if whole.get("format") != FORMAT:
        raise DigestError(
            f"Tệp {path.name} được lập cho phiên bản khác của chương trình. {_TRY_AGAIN}"
        )
    if whole.get("sha256") != _hash(whole["content"]):
        raise DigestError(_damaged(path))
    content, forms = json.loads(whole["content"]), load_forms()
    agency_id = content["agency_id"]
    tables = {
        (one["form_id"], agency_id, one["period_key"]): _table(forms[one["form_id"]], one)
        for one in content["tables"]
        if one["form_id"] in forms
    }
    made_at = dt.datetime.fromisoformat(content["made_at"])
    return Digest(agency_id, made_at, tables, frozenset(content["closed"]))


def beside_of(digests: Iterable[Digest], keys: Iterable[Key]) -> Beside:
    """Give what returns are judged beside, as far as files of their own senders say it."""
    senders = {agency_id for _, agency_id, _ in keys}
    known = [one for one in digests if one.agency_id in senders]
    tables: dict[Key, Table] = {}
    for one in sorted(known, key=lambda one: one.made_at):
        tables |= one.tables
    return Beside(tables=tables, closed=frozenset().union(*(one.closed for one in known)))


def _damaged(path: Path) -> str:
    return f"Tệp {path.name} không phải tệp số liệu đã gửi, bị hỏng hoặc chưa tải hết. {_TRY_AGAIN}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _packed(form: Form, key: Key, table: Table) -> Mapping[str, object]:
    shown = {column.name for column in form.columns if not column.personal}
    return {
        "form_id": key[0],
        "period_key": key[2],
        "sheet": table.sheet,
        "more_sheets": list(table.more_sheets),
        "rows": list(table.rows),
        "sheet_nos": list(table.sheet_nos),
        "letters": {name: letter for name, letter in table.letters.items() if name in shown},
        "is_nil": table.is_nil,
        "values": {  # dates as texts
            name: [value.isoformat() if isinstance(value, dt.date) else value for value in column]
            for name, column in table.values.items()
            if name in shown
        },
    }


def _table(form: Form, packed: Mapping[str, Any]) -> Table:
    dates = {column.name for column in form.columns if kind_of(column).is_date}
    values: dict[str, Sequence[CellValue]] = {
        name: tuple(
            dt.date.fromisoformat(value) if value and name in dates else value for value in column
        )
        for name, column in packed["values"].items()
    }
    return Table(
        form_id=form.id,
        sheet=packed["sheet"],
        rows=tuple(packed["rows"]),
        letters=packed["letters"],
        values=values,
        raw=values,
        more_sheets=tuple(packed["more_sheets"]),
        is_nil=packed["is_nil"],
        sheet_nos=tuple(packed["sheet_nos"]),
    )
