"""Headers that contradict the codes below them, and codes that are left out or typed twice.

A code is typed by the blank form and a header by a person, so where they disagree neither is
believed; a column whose code is gone goes to the one header that names it. The one surprising
thing: words that a header lacks never count ("Kế hoạch vốn" is enough for "Kế hoạch vốn giao trong
kỳ"); only words of something else do, and initials ("TMĐT"), beginnings ("KH") and slips of the
keyboard ("Giai ngan") stand for the words that they are made of.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from etl.kinds import kind_of
from etl.model import Column, Form
from etl.wording.names import normalise_vietnamese, skeleton
from etl.workbook.foreign.layouts import header_keys
from etl.workbook.foreign.layouts.fits import Stack, Window, is_unit_row, open_window
from etl.workbook.foreign.layouts.headers import UNTELLING, ColumnKeys, FormKeys, HeaderIndex
from etl.workbook.issued.cells.grid import Sheet
from etl.workbook.issued.tables import header_cells
from etl.workbook.issued.tables.found import Doubt, Found, header_height
from etl.workbook.known_words import pattern, shared_words

_MOST_ROWS = 6  # above the codes in which headers are looked for
_SURER = 2.0  # by so much, where it may name this one as well
_SURE = 2.5  # score of a header that names a column
_SLIP = 0.75  # of two words
_BARE_SLIP = 0.85  # the same without their marks
_LONGEST_INITIALS = 6
_NOTHING = frozenset(
    ["ngày", "tháng", "năm", "quý", "kỳ", "thời", "gian", "điểm", "cộng"]
)  # says nothing alone
# sums since some day: whether the report is of that long is asked when its period is known
CUMULATIVE = re.compile(
    r"\b(?:lũy kế|luy ke|l\. ?kế|tích lũy|cộng dồn|lk)\b"
    r"|\btừ (?:(?:khi |lúc )?(?:đầu|khởi công|ngày)\b|trước\b)(?: năm\b)?"
)
# who has decided says nothing of what
_DECIDED = re.compile(r"\b(?:được|do) (?:cấp|cơ quan|người) (?:có )?thẩm quyền\b")
_WITH_NUMBER = re.compile(r"([^\W\d]+)\d+")  # "ct135" is "ct 135"


def with_doubts(found: Found, index: HeaderIndex) -> Found:
    """Hear what the headers say over a row of codes that somebody has touched."""
    sheet, codes = found.sheet, found.first - 1
    keys = next(keys for keys in index.forms if keys.form.id == found.form.id)
    window = open_window(index, sheet, *_header_rows(sheet, codes, found.form))
    moved, slips = _miscoded(window, codes, found.columns, keys)
    columns = {**found.columns, **moved}
    told = _doubts(window, codes, columns, keys)
    columns |= {one.other.name: one.position for one in told if one.is_heard and one.other}
    texts = header_cells.header_texts(sheet.rows[window.head : codes])
    return replace(found, columns=columns, head=window.head, texts=texts, doubts=[*slips, *told])


def _header_rows(sheet: Sheet, codes: int, form: Form) -> tuple[int, int]:
    """Give the first row of the headers over a row of codes, and the one after the last of them.

    Empty rows, and rows of units, are none of them.
    """
    height = header_height(form)
    rows: list[int] = []
    for row in range(codes - 1, max(codes - _MOST_ROWS, 0) - 1, -1):
        texts = [cell for cell in sheet.rows[row] if cell != ""]
        if not texts or is_unit_row(sheet.rows[row]):
            continue
        if len(texts) < 2 and rows:
            break  # a line of the title
        rows.append(row)
        if len(rows) == height:
            break
    return (rows[-1], rows[0] + 1) if rows else (max(codes - height, 0), codes)


def _doubts(window: Window, codes: int, columns: Mapping[str, int], keys: FormKeys) -> list[Doubt]:
    found = list(_contradictions(window, codes, columns, keys))
    named = {doubt.column.name: doubt.other.name for doubt in found if doubt.other is not None}
    if not named or set(named) != set(named.values()):
        return found
    # those that contradict their codes name the very same columns: moved with what stands below
    return [replace(doubt, is_heard=doubt.other is not None) for doubt in found]


def _contradictions(
    window: Window, codes: int, columns: Mapping[str, int], keys: FormKeys
) -> Iterator[Doubt]:
    groups = {one.group for one in keys.columns if one.group}
    for one in keys.columns:
        column, position = one.column, columns.get(one.column.name, -1)
        if not 0 <= position < len(window.stacks) or not window.stacks[position][1]:
            continue
        stack = window.stacks[position]
        offered = window.offers[position].get(keys.form.id, ())
        other = _other(stack[1], offered, column, keys)
        is_other = other is not None or _is_of_group(stack, one, groups)
        is_judged = kind_of(column).is_measured or (kind_of(column).is_free and not column.explains)
        if not is_other and is_judged:
            is_other = header_cells.measures_otherwise(column, window.stated.get(position, ()))
            is_other = is_other or _is_of_another(stack, one)
        strange = _strange_words(stack, one) - _beside(stack, one, keys) if is_judged else set()
        if is_other or strange:
            is_above = not is_other and not strange & set(stack[1].split())
            printed = _printed(window, position)
            row, text = (is_above and _printed_above(window, printed[0], position)) or printed
            yield Doubt(column, codes, row, position, text, other, is_other)


def _beside(stack: Stack, keys: ColumnKeys, form: FormKeys) -> set[str]:
    """Give the words that what stands over a header says of the other columns of its group."""
    group = [one for one in form.columns if keys.group and one.group == keys.group]
    names = {word for one in group for word in one.header.split()}
    return names & set(stack[2].split()) - set(stack[1].split())


def _is_of_group(stack: Stack, keys: ColumnKeys, groups: Set[str]) -> bool:
    """Tell whether a header, or what stands over it, names another group of columns.

    "Hộ nghèo" under "Hộ cận nghèo" is of the former; "Hộ DTTS" there is of the latter.
    """
    _, leaf, above = stack
    if not keys.group or (above in groups and above != keys.group):
        return bool(keys.group)
    said, own = header_keys.word_bag(leaf), header_keys.word_bag(keys.group)
    if not said & own or own <= said | UNTELLING:
        return False
    return any(
        header_keys.word_bag(group) - UNTELLING <= said
        for group in groups
        if header_keys.word_bag(group) - UNTELLING
    )


def _other(
    leaf: str, offers: Sequence[tuple[float, str]], column: Column, keys: FormKeys
) -> Column | None:
    """Give the column of the form that a header names rather than the one of its code."""
    scores = {name: score for score, name in offers}
    own = scores.pop(column.name, 0.0)
    if not own:
        named = [one for one in keys.columns if leaf in (one.header, *one.synonyms)]
        if any(one.column is column for one in named):
            return None  # its own header, under another group
        scores |= {one.column.name: _SURE for one in named if one.column.name not in scores}
    name = max(scores, key=lambda name: scores[name], default="")
    if not name or scores[name] < (own + _SURER if own else _SURE):
        return None
    return keys.form.column(name)


def _printed(window: Window, position: int) -> tuple[int, str]:
    """Give the lowest header cell of a position, and what it says."""
    rows = reversed(range(window.head, window.end))
    said = ((row, header_cells.header_text(window.sheet.rows[row][position])) for row in rows)
    return next((one for one in said if one[1].strip()), (window.head, ""))


def _printed_above(window: Window, lowest: int, position: int) -> tuple[int, str] | None:
    """Give the header cell over the lowest one of a position; a group stands further left."""
    for row in reversed(range(window.head, lowest)):
        texts = map(header_cells.header_text, reversed(window.sheet.rows[row][: position + 1]))
        if text := next(filter(str.strip, texts), ""):
            return row, text
    return None


def _miscoded(
    window: Window, codes: int, columns: Mapping[str, int], keys: FormKeys
) -> tuple[dict[str, int], list[Doubt]]:
    """Give where headers have the columns that no code names, or two do, and the wrong codes."""
    said = [header_cells.code_text(cell) for cell in window.sheet.rows[codes]]
    named = {column.code.upper(): column.name for column in keys.form.columns}
    times = Counter(name for code in said if (name := named.get(code.upper())))
    asked = {column.name for column in keys.form.columns if times[column.name] != 1}
    if not asked:
        return {}, []
    known = {at for name, at in columns.items() if name not in asked}
    places: dict[str, list[int]] = {}  # of headers that surely name a column, by its name
    for at, offered in enumerate(window.offers):
        if at >= min(columns.values()) and at not in known:
            score, name = max(offered.get(keys.form.id, ()), default=(0.0, ""))
            if score >= _SURE:
                places.setdefault(name, []).append(at)
    found = {name: at[0] for name, at in places.items() if name in asked and len(at) == 1}
    stay = {at for name, at in columns.items() if name in asked and name not in found}
    found = {name: at for name, at in found.items() if at not in stay}
    doubts = []
    for name, at in found.items():
        column, code = keys.form.column(name), said[at]
        if code.upper() != column.code.upper():
            is_another = code.upper() in named
            doubts.append(Doubt(column, codes, codes, at, code, column, is_another, is_heard=True))
    return found, doubts


def _is_of_another(stack: Stack, keys: ColumnKeys) -> bool:
    """Tell whether a header has words that make it another thing than its column.

    A synonym may have such words, and takes them along only as a whole: "Khối lượng giải ngân" is
    a name of what was paid, "Khối lượng thực hiện" is none.
    """
    said = _said(stack)
    for name in keys.synonyms:
        if "%" in name or pattern(r"\b{of_another}\b").search(name):
            said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", said)
    own = f"{keys.header} | {keys.group} | {normalise_vietnamese(keys.column.unit)}"
    found = [one[0] for one in pattern(r"\b{of_another}\b").finditer(said)]
    found += ["%"] * ("%" in said)
    return any(not re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", own) for phrase in found)


def _strange_words(stack: Stack, keys: ColumnKeys) -> set[str]:
    """Give the words of a header that are neither its column's nor such as any may have.

    A header with none of the words of its column may have nothing but those.
    """
    said = [word for word in _said(stack).split() if not word.isdecimal()]
    unit = normalise_vietnamese(keys.column.unit)
    names = [name for name in (keys.header, keys.group, *keys.synonyms, unit) if name]
    own = {word for name in names for word in name.split()}
    left = [word for word in said if word not in own and word not in header_keys.IDLE_WORDS]
    stands = {word for word in left if _stands_for(word, own, names)}
    strange = set(left) - stands - _spelt_out(left, own)
    telling = header_keys.word_bag(_without_sums(stack[1])) - _NOTHING
    if telling and not telling & (own | stands):
        return strange | telling - own
    return strange - shared_words("any_words")


def _without_sums(key: str) -> str:
    return " ".join(CUMULATIVE.sub(" ", key).split())


def _said(stack: Stack) -> str:
    own, leaf, above = stack
    whole = own if leaf in own else f"{own} {leaf}"
    return _WITH_NUMBER.sub(r"\1", _DECIDED.sub(" ", _without_sums(f"{above} {whole}")))


def _stands_for(word: str, own: Iterable[str], names: Iterable[str]) -> bool:
    """Tell whether a word is initials, the beginning or a slip of words of the column."""
    if any(name.startswith(word) or _alike(word, name) >= _SLIP for name in own):
        return True
    bare = _bare(word)
    if any(
        _alike(bare, _bare(name)) >= _BARE_SLIP
        for name in (*own, *header_keys.IDLE_WORDS, *_NOTHING)
    ):
        return True
    initials = ("".join(part[0] for part in name.split()) for name in names)
    return len(word) <= _LONGEST_INITIALS and any(word in one for one in initials)


def _alike(word: str, name: str) -> float:
    return difflib.SequenceMatcher(None, word, name).ratio()


@lru_cache(maxsize=4_096)
def _bare(word: str) -> str:
    """Give a word without its marks, as it is typed where nobody sets them."""
    return skeleton(word).replace("y", "i")


def _spelt_out(words: Sequence[str], own: Iterable[str]) -> set[str]:
    """Give the words whose initials are a word of the column: "quyết định" for "QĐ"."""
    initials = "".join(word[0] for word in words)
    spelt: set[str] = set()
    for short in own:
        at = initials.find(short) if len(short) > 1 else -1
        if at >= 0:
            spelt.update(words[at : at + len(short)])
    return spelt
