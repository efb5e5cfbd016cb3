"""How wide the columns of a printed form are: what contracts ask for in, what fits on paper out.

The one surprising thing: a form that would print too small to be read gives up width of its text
columns first, whose texts wrap, and of its numbers and days only where that is not enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from textwrap import wrap

from etl.kinds import Places, kind_of
from etl.model import Column, Form

FONT_SIZE = 12  # points, of everything in a table
LEAST_SIZE = 8  # points, on paper
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.6}  # inches
_A4 = 210 / 25.4, 297 / 25.4  # inches
_OF_CHARACTER = 6.0  # points: a digit of the font in its size
_PADDING = 5 / 7 * _OF_CHARACTER  # points that a column has more than its characters
_UPRIGHT_SIZE = 8.5  # points: what would be smaller on an upright page lies across
_NARROWEST = 12, 10, 7  # characters: of a text, of a day, of a number
_PLACE = 20  # characters: its name stands on one line


@lru_cache(maxsize=256)  # the many workbooks of a period ask for the same ones
def fitted(form: Form) -> Form:
    """Give a form with columns that print in a size that can be read; alike, if its own do."""
    widths = [column.width for column in form.columns]
    room = _page(across=True) * FONT_SIZE / LEAST_SIZE
    for at in _given_up(form.columns, widths):
        if (over := _points(widths) - room) <= 0:
            break
        widths[at] -= min(1.0, over / _OF_CHARACTER)
    columns = zip(form.columns, widths, strict=True)
    return replace(form, columns=tuple(replace(one, width=width) for one, width in columns))


def _given_up(columns: Sequence[Column], widths: Sequence[float]) -> Iterator[int]:
    """Give the column that is to become narrower, again and again, as `widths` then are."""
    texts = [at for at, one in enumerate(columns) if _least(one) >= _NARROWEST[0]]
    for those in (texts, range(len(columns))):
        while free := [at for at in those if widths[at] > _least(columns[at])]:
            yield max(free, key=lambda at: widths[at])


def lies_across(columns: Sequence[Column]) -> bool:
    """Tell whether a table is printed on pages that lie across (khổ ngang)."""
    return _size(columns, across=False) < _UPRIGHT_SIZE


def printed_size(columns: Sequence[Column]) -> float:
    """Give in what size the text of a table is printed, in points."""
    return _size(columns, across=lies_across(columns))


def text_lines(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a column so many characters wide."""
    return max(1, len(wrap(text, max(1, int(width)))))


def header_lines(text: str, columns: Sequence[Column]) -> int:
    """Estimate how many lines a header takes above some columns; its letters are bold."""
    return text_lines(text, sum(column.width for column in columns) / 1.15)


def _size(columns: Sequence[Column], *, across: bool) -> float:
    wide = _points([column.width for column in columns])
    return FONT_SIZE * min(1.0, _page(across=across) / wide)


def _points(widths: Sequence[float]) -> float:
    return sum(width * _OF_CHARACTER + _PADDING for width in widths)


def _page(*, across: bool) -> float:
    return (_A4[across] - MARGINS["left"] - MARGINS["right"]) * 72


def _least(column: Column) -> float:
    text, day, number = _NARROWEST
    kind = kind_of(column)
    if isinstance(kind, Places):
        return min(column.width, _PLACE)
    return number if kind.is_number else day if kind.is_date else text
