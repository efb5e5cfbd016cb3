"""How far the cells of a sheet reach: its XML in, the size of their rectangle out, nothing parsed.

A workbook of five kilobytes can claim seventeen thousand million cells. The one surprising thing:
parsers also take addresses with leading zeros, or of the row alone, so these are measured too.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from etl.workbook.issued.package.zip_parts import find

COLUMNS, ROWS = 16_384, 1_048_576  # of the largest sheet that Excel makes
_LETTERS, _DIGITS = 3, 7  # of its last cell
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_LETTERS_OF = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)\d*["']""")
_DIGITS_OF = re.compile(rb"""\br\s*=\s*["'][A-Za-z]*(\d*)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*</)?")  # the last where it holds nothing

# A first look, at a third of the cost of a search for addresses: capitals and quotes become a
# quote, digits a zero, and what stands in no address is dropped; an address beyond column Z or
# row 99.999 then has one of the shapes, however it is written.
_SHAPES = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ'0123456789", b'"' * 27 + b"0" * 10)
_IDLE = b"abcdefghijklmnopqrstuvwxyz<"
_FAR_SHAPES = (b'"""0', b'"000000')
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{2,}\d|[A-Za-z]?\d{6})""")
_HEAD = 4_096  # bytes before the cells, in which colours and identifiers have such shapes
# rows and cells that begin otherwise than Excel and openpyxl write them, or of a namespace by name
_NOT_NEAR_ROW = re.compile(rb'<row(?! r="\d{1,5}")[\s/>]')
_NOT_NEAR_CELL = re.compile(rb'<c(?! r="[A-Z]\d{1,5}")[\s/>]')
_PREFIXED = re.compile(rb":(?:row|c)[\s/>]")
_CHUNK = 1 << 20
_OVERLAP = 8


def stays_near(content: bytes) -> bool:
    """Tell whether each row and cell of a sheet begins with an address up to Z99999.

    Most sheets are so; of any other nothing is said.
    """
    if find(content, b"<!", b"!") >= 0 or find(content, b"<?", b"?", 4) >= 0:
        return False
    return not any(one.search(content) for one in (_NOT_NEAR_ROW, _NOT_NEAR_CELL, _PREFIXED))


def may_reach_far(content: bytes) -> bool:
    """Tell whether a sheet may have a cell beyond column Z or row 99.999."""
    if _has_far_shape(content[: _HEAD + _OVERLAP]) and _FAR.search(content, 0, _HEAD + _OVERLAP):
        return True
    chunks = (
        content[start : start + _CHUNK + _OVERLAP] for start in range(_HEAD, len(content), _CHUNK)
    )
    return any(map(_has_far_shape, chunks)) and _FAR.search(content) is not None


def _has_far_shape(chunk: bytes) -> bool:
    shapes = chunk.translate(_SHAPES, _IDLE)
    return any(shape in shapes for shape in _FAR_SHAPES)


def claimed_reach(content: bytes) -> tuple[int, int]:
    """Give the last column and row that any address names, 1-based.

    Numbers that no sheet has come back as the first one that is too large.
    """
    columns = max(map(_column, set(_LETTERS_OF.findall(content))), default=0)
    return columns, max(map(_row, set(_DIGITS_OF.findall(content))), default=0)


def filled_reach(content: bytes, most: int) -> tuple[int, int]:
    """Give the last column and row of the cells that hold something; empty ones cost nothing.

    Looks no further once there are more than `most` cells in the rectangle.
    """
    columns = rows = 0
    for column, row in _filled(content):
        if column > columns or row > rows:
            columns, rows = max(columns, column), max(rows, row)
            if columns * rows > most:
                break
    return columns, rows


def _filled(content: bytes) -> Iterator[tuple[int, int]]:
    """Give the place of each cell that holds something."""
    for one in _CELL.finditer(content):
        attributes, nothing = one.groups()
        found = _ADDRESS.search(attributes)
        if found and not nothing and not attributes.endswith(b"/"):
            yield _column(found[1]), _row(found[2])


def _column(letters: bytes) -> int:
    if len(letters) > _LETTERS:
        return COLUMNS + 1
    return column_index(letters.decode().upper()) + 1


def _row(digits: bytes) -> int:
    significant = digits.lstrip(b"0")
    return ROWS + 1 if len(significant) > _DIGITS else int(significant or b"0")


def column_index(letters: str) -> int:
    """Give the 0-based index of a column letter: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


@lru_cache(maxsize=1024)
def column_letter(index: int) -> str:
    """Give the letter of a 0-based column index: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
