"""Types the cells of a column of numbers or dates: what they held in, values and troubles out.

The one surprising thing: numbers typed as text are decided by the whole column, so a column is
typed twice where it holds such texts: once to learn its notation, once to read it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from etl.kinds import Trouble, asked, kind_of, quoted
from etl.model import Column
from etl.wording import date_text, in_quotes
from etl.wording.names import visible
from etl.workbook.issued.cells.grid import Broken
from etl.workbook.issued.values import numbers
from etl.workbook.issued.values import trouble as say
from etl.workbook.issued.values.dates import FIRST_YEAR, LAST_YEAR, DateText, read_date
from etl.workbook.issued.values.numbers import Notation, NumberText, read_number_text
from etl.workbook.issued.values.trouble import LARGEST, Typed, is_readable

_DIGITS_SHOWN = 15  # of a number, by every office program
_DATE = dt.date  # not its subclass that has a time as well
_FIRST_DAY, _LAST_DAY = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
_MONTHS = 12
_LEAST_SWAPPED, _LEAST_DATES = 2, 4  # dates of a column before a swap is suspected
_LINES = re.compile(r"[\t\n\r]+")
_SLIPS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "О": "0"})


def type_measured(column: Column, raw: Sequence[Any], sheet_notation: Notation | None) -> Typed:
    """Type a column; `sheet_notation` decides number texts where the column itself does not."""
    typed = Typed([None] * len(raw))
    if kind_of(column).is_number:
        _numbers(column, raw, typed, sheet_notation)
    else:
        _dates(column, raw, typed)
    return typed


def number_texts(column: Column, raw: Iterable[Any]) -> list[NumberText]:
    """Give the texts of a number column that are numbers, as evidence of its notation."""
    unit = column.unit
    found = [read_number_text(cell, unit) for cell in raw if type(cell) is str and cell]
    return [text for text in found if text.is_number]


# numbers


def _numbers(column: Column, raw: Sequence[Any], typed: Typed, stated: Notation | None) -> None:
    values, whole = typed.values, kind_of(column).is_whole
    # numbers only, none of them absurd: their sum tells it of all
    is_usual = set(map(type, raw)) == {float} and sum(map(abs, raw)) < LARGEST
    if is_usual and (not whole or all(map(float.is_integer, raw))):
        typed.values = list(map(int, raw)) if whole else list(raw)
        return
    odd: list[int] = []
    for at, cell in enumerate(raw):
        if type(cell) is float and -LARGEST < cell < LARGEST and (not whole or cell.is_integer()):
            values[at] = int(cell) if whole else cell
        elif cell != "":
            odd.append(at)
    if not odd:
        return
    notation, is_mixed = numbers.notation_of(number_texts(column, (raw[at] for at in odd)))
    notation = notation or (None if is_mixed else stated)
    for at in odd:
        mark = numbers.number_mark(raw[at]) if isinstance(raw[at], str) else None
        if mark is not None:
            typed.put_mark(column, at, raw[at], mark)
            continue
        found = _odd_number(column, raw[at], notation, is_mixed)
        if isinstance(found, Trouble):
            typed.fail(at, found)
        else:
            values[at] = int(found) if whole else found


def _odd_number(
    column: Column, cell: Any, notation: Notation | None, is_mixed: bool
) -> float | Trouble:
    """Read a cell of a number column that is not simply a number, or say what is wrong."""
    if isinstance(cell, str):
        found = read_number(column, cell, notation, is_mixed)
    elif isinstance(cell, Broken):
        return say.broken(column, cell)
    elif isinstance(cell, dt.date):
        return say.say("unreadable_number.date", column, date_text(cell))
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        found = float(cell)
    else:
        return say.say("unreadable_number.text", column, cell, offer="")
    if isinstance(found, Trouble):
        return found
    if not is_readable(found):
        return say.too_large(column, cell)
    if kind_of(column).is_whole:
        shown = float(f"{found:.{_DIGITS_SHOWN}g}")  # 87.99999999999999 is the 88 of a formula
        return shown if shown.is_integer() else say.not_whole(column, found)
    return found


def read_number(
    column: Column, cell: str, notation: Notation | None, is_mixed: bool
) -> float | Trouble:
    """Read a text of a number column in its notation, or say why it cannot be read."""
    text = read_number_text(cell, column.unit)
    if not text.is_number:
        if not numbers.PARTED.search(cell.strip()):
            return say.say("unreadable_number.text", column, cell, offer=asked(_guesses(cell)))
        lines = in_quotes([" ".join(line.split()) for line in _LINES.split(cell.strip())][:3])
        return say.say("unreadable_number.several_lines", column, cell, lines=lines)
    if text.is_percent and column.unit != "%":
        return say.say("unreadable_number.percent", column, cell)
    if notation is None and text.is_ambiguous and kind_of(column).is_whole:
        # a count has no decimals, so its sign can only part the thousands
        return max(text.comma or 0.0, text.point or 0.0, key=abs)
    value = text.value(notation)
    if value is not None:
        return value
    if is_mixed:
        return say.say("ambiguous_number.mixed", column, quoted(cell))
    first, second = say.rounded(text.comma or 0.0), say.rounded(text.point or 0.0)
    return say.say("ambiguous_number", column, quoted(cell), first=first, second=second)


def _guesses(cell: str) -> list[str]:
    """Give the number that a slip of the keyboard hides ("12o,5"), to be offered, never taken."""
    guess = cell.strip().translate(_SLIPS)
    return [guess] if guess != cell.strip() and read_number_text(guess).is_number else []


# dates


def _dates(column: Column, raw: Sequence[Any], typed: Typed) -> None:
    typed.values = [
        cell if type(cell) is _DATE and _FIRST_DAY <= cell <= _LAST_DAY else None for cell in raw
    ]
    left = [at for at, day in enumerate(typed.values) if day is None and raw[at] != ""]
    read = {at: found for at in left if (found := _odd_date(column, at, raw[at], typed))}
    _gather_serials(column, raw, read, typed)
    texts = {at: found for at, found in read.items() if type(raw[at]) is str}
    proof = next((quoted(raw[at]) for at, found in texts.items() if found.is_month_first), "")
    if proof:
        said = partial(say.doubt, "dates_swapped.month_first", column, proof=proof)
        for at, day, other in _month_first(typed, texts):
            typed.troubles.append((at, said(date_text(day), other=date_text(other))))
    elif texts:
        swapped = _maybe_swapped(raw, typed)
        typed.troubles += [(at, say.doubt("dates_swapped", column)) for at in swapped]


def _odd_date(column: Column, at: int, cell: Any, typed: Typed) -> DateText | None:
    """Type a cell of a date column that is not simply a date; gives what was read of it, if any."""
    mark = numbers.mark_of(visible(cell).strip()) if type(cell) is str else None
    if mark is not None:
        typed.put_mark(column, at, cell, mark)
    elif isinstance(cell, Broken):
        typed.fail(at, say.broken(column, cell))
    elif isinstance(cell, float) and not is_readable(cell):
        typed.fail(at, say.too_large(column, cell))
    else:
        read = read_date(cell)
        typed.values[at] = read.day
        if read.day is None:
            typed.fail(at, say.bad_date(column, cell, read.trouble, read.suggestion))
        return read
    return None


def _gather_serials(
    column: Column, raw: Sequence[Any], read: Mapping[int, DateText], typed: Typed
) -> None:
    """Say once that a column lost its format of dates, in place of once a cell."""
    serials = {at: found for at, found in read.items() if found.trouble == "serial"}
    if len(serials) >= _LEAST_DATES:
        first, found = next(iter(serials.items()))
        day = date_text(found.suggestion) if found.suggestion else ""
        such = f" (ví dụ {raw[first]:g} là {day})" if day else ""
        asks = "ngày/tháng/năm"
        said = say.say("unreadable_date.serials", column, expected=asks, such=such)
        typed.troubles = [(at, said if at in serials else one) for at, one in typed.troubles]


def _month_first(
    typed: Typed, texts: Mapping[int, DateText]
) -> Iterator[tuple[int, dt.date, dt.date]]:
    """Give the dates, with the other reading, that one who writes months first may mean otherwise.

    These are texts that read both ways, and all dates that Excel made if it expects the day first.
    """
    made = {at: day for at, day in enumerate(typed.values) if isinstance(day, dt.date)}
    for at, read in texts.items():
        if made.pop(at, None) is not None and read.day and read.other:
            yield at, read.day, read.other
    if all(day.day <= _MONTHS for day in made.values()):
        for at, day in made.items():
            if day.day != day.month:
                yield at, day, day.replace(day=day.month, month=day.day)


def _maybe_swapped(raw: Sequence[Any], typed: Typed) -> list[int]:
    """Give the dates whose day and month Excel may have taken for each other.

    If it expects the month first, 05/03 is the third of May; only days past the 12th stay texts.
    """
    read = [(at, day) for at, day in enumerate(typed.values) if isinstance(day, dt.date)]
    texts = [day for at, day in read if type(raw[at]) is str]
    made = [(at, day) for at, day in read if type(raw[at]) is not str]
    if not texts or len(made) < _LEAST_SWAPPED or len(read) < _LEAST_DATES:
        return []
    if any(day.day <= _MONTHS for day in texts) or any(day.day > _MONTHS for _, day in made):
        return []
    return [at for at, day in made if day.day != day.month]
