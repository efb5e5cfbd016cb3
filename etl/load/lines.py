"""Tables as the text that COPY takes: tables in, lines of landing.<form> out.

Columns are written whole by Arrow, from the buffers that the tables carry. The one surprising
thing: a text is escaped once for all cells that hold it, because cells are numbers of words here
until the very end.
"""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np

from etl.kinds import Kind, kind_of
from etl.model import Form, Table, Texts, pack
from etl.model.arrays import Array, Column, doubles, ordinals, pa, pc, texts
from etl.model.compact import nothing
from etl.warehouse import json_text

_ROWS_AT_ONCE = 8_000  # bounds the text held in memory
_EPOCH = dt.date(1970, 1, 1).toordinal()
_SPECIAL = re.compile(b"[\\\\\t\n\r\x00]")
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x00": None})
_NULL = r"\N"
_BEGIN, _END, _NO_MEMBERS = (pa.scalar(text) for text in ("{", "}", "{}"))


def landing_columns(form: Form) -> tuple[str, ...]:
    """Name the columns of landing.<form> in the order of the lines."""
    own = (column.name for column in form.columns)
    return ("return_id", "sheet_no", "excel_row", *own, "raw", "marks")


def landing_lines(form: Form, tables: Mapping[int, Table]) -> Iterator[memoryview]:
    """Write tables by return id in COPY's text format, many rows at a time.

    `raw` holds, as JSON, what the cells held in those columns in which a typed value is another.
    """
    alike: dict[tuple[str, ...], dict[int, Table]] = defaultdict(dict)
    counts: Counter[tuple[str, ...]] = Counter()
    for return_id, table in tables.items():
        names = _other_columns(table)
        alike[names][return_id] = table
        counts[names] += len(table.rows)
        if counts[names] >= _ROWS_AT_ONCE:
            yield _lines(form, alike.pop(names), names)
            counts[names] = 0
    for names, waiting in alike.items():
        if any(one.rows for one in waiting.values()):
            yield _lines(form, waiting, names)


def _other_columns(table: Table) -> tuple[str, ...]:
    """Name the columns whose cells held something else than the typed value."""
    return tuple(
        name
        for name, raw in table.raw.items()
        if raw is not (typed := table.values.get(name, ())) and pack(raw) != pack(typed)
    )


def _lines(form: Form, tables: Mapping[int, Table], other: Sequence[str]) -> memoryview:
    """Write tables that have the names of their other columns in common."""
    chosen = list(tables.values())
    counts = [len(table.rows) for table in chosen]
    cells = [
        _whole(np.repeat(np.array(list(tables), np.int64), counts)),
        _whole(np.concatenate([t.sheet_nos or np.ones(len(t.rows), np.int64) for t in chosen])),
        _whole(np.concatenate([np.array(table.rows, np.int64) for table in chosen])),
        *(_typed(kind_of(column), _parts(chosen, column.name)) for column in form.columns),
        _raw(chosen, other),
        _marks(chosen),
    ]
    lines = pc.binary_join_element_wise(
        *cells, "\t", null_handling="replace", null_replacement=_NULL
    )
    ended = pc.binary_join_element_wise(lines, "\n", "")
    _, ends, text = ended.buffers()
    return memoryview(text)[: int(np.frombuffer(ends, np.int32)[len(ended)])]


def _parts(tables: Sequence[Table], name: str) -> list[Column]:
    """Give a column of each table, empty where a table does not have it."""
    return [table.values.get(name) or nothing(len(table.rows)) for table in tables]


def _typed(kind: Kind, parts: Sequence[Column]) -> Array:
    """Write a column as its type has it; what the reader has not typed, as it is."""
    with suppress(TypeError):
        if kind.is_number:
            numbers = doubles(parts)
            return _whole(numbers) if kind.is_whole else _decimal(numbers)
        if kind.is_date:
            return _dates(ordinals(parts))
    words, places = texts(parts)
    if _SPECIAL.search(b"".join(words.buffers()[2:])):
        words = pa.array([_escaped(word) for word in words.to_pylist()], pa.string())
    if pc.any(pc.equal(words, "")).as_py():
        words = pc.if_else(pc.equal(words, ""), None, words)
    return words.take(pa.array(places, mask=places < 0))


def _dates(found: np.ndarray) -> Array:
    days = pa.array(found - _EPOCH, pa.int32(), mask=found == 0)
    return pc.cast(pc.cast(days, pa.date32()), pa.string())


def _whole(numbers: np.ndarray) -> Array:
    """Write whole numbers without a fraction: 12.0 is no bigint to COPY."""
    known = ~np.isnan(numbers)
    return pc.cast(pa.array(np.where(known, numbers, 0).astype(np.int64), mask=~known), pa.string())


def _decimal(numbers: np.ndarray) -> Array:
    """Write decimals with the fewest digits that mean the same number, one of them a fraction.

    Arrow writes an exponent from 1e10 on, which COPY takes, but not with a fraction behind it.
    """
    texts = pc.cast(pa.array(numbers, mask=np.isnan(numbers)), pa.string())
    is_whole = pa.array(np.isfinite(numbers) & (numbers == np.trunc(numbers)))
    is_plain = pc.and_(is_whole, pc.invert(pc.match_substring(texts, "e")))
    return pc.if_else(is_plain, pc.binary_join_element_wise(texts, ".0", ""), texts)


def _raw(tables: Sequence[Table], names: Sequence[str]) -> Array:
    """Write what the cells of some columns held as one JSON object a row."""
    if not names:
        return _NO_MEMBERS
    members = [_member(tables, name) for name in names]
    return pc.binary_join_element_wise(_BEGIN, pc.binary_join_element_wise(*members, ","), _END, "")


def _member(tables: Sequence[Table], name: str) -> Array:
    """Write one member of the rows' JSON objects."""
    columns = [pack(table.raw[name]) for table in tables]
    are_texts = all(isinstance(column, Texts) for column in columns)
    if not are_texts:
        columns = [pack([_json(value) for value in column]) for column in columns]
    words, places = texts(columns)
    found = words.dictionary_encode()
    key = f"{_json(name)}:"
    members = [key + (_json(word) if are_texts else word) for word in found.dictionary.to_pylist()]
    members.append(f"{key}null")
    numbers = np.append(found.indices.to_numpy(), np.int32(len(members) - 1))
    return pa.array(members, pa.string()).take(pa.array(numbers[places]))


def _marks(tables: Sequence[Table]) -> Array:
    """Write the marks of each row as a JSON object."""
    if not any(table.marks for table in tables):
        return _NO_MEMBERS
    texts: list[str] = []
    for table in tables:
        found: dict[int, dict[str, str]] = {}
        for (place, column), mark in table.marks.items():
            found.setdefault(place, {})[column] = mark.value
        texts += [_json(found[at]) if at in found else "{}" for at in range(len(table.rows))]
    return pa.array(texts, pa.string())


def _json(value: object) -> str:
    """Write JSON, escaped for COPY."""
    return _escaped(json_text(value))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _SPECIAL.search(text.encode()) else text
