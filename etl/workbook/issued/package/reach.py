"""How far the cells of a sheet reach: its XML in, the size of their rectangle out, nothing parsed.

A workbook of five kilobytes can claim seventeen thousand million cells. The one surprising thing:
parsers also take addresses with leading zeros, or of the row alone, so these are measured too.
"""

import re
from functools import lru_cache

from etl.workbook.issued.package.zip_parts import find

COLUMNS, ROWS = 16_384, 1_048_576  # of the largest sheet that Excel makes
_LETTERS, _DIGITS = 3, 7  # of its last cell
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d*)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*</)?")  # the last where it holds nothing

# rows and cells that begin otherwise than Excel and openpyxl write them, or of a namespace by name
_NOT_NEAR_ROW = re.compile(rb'<row(?! r="\d{1,5}")[\s/>]')
_NOT_NEAR_CELL = re.compile(rb'<c(?! r="[A-Z]\d{1,5}")[\s/>]')
_PREFIXED = re.compile(rb":(?:row|c)[\s/>]")


def stays_near(content: bytes) -> bool:
    """Tell whether each row and cell begins with an address up to Z99999, as most sheets have."""
    if find(content, b"<!", b"!") >= 0 or find(content, b"<?", b"?", 4) >= 0:
        return False
    return not any(one.search(content) for one in (_NOT_NEAR_ROW, _NOT_NEAR_CELL, _PREFIXED))


def claimed_reach(content: bytes) -> tuple[int, int]:
    """Give the last column and row that an address names; one too many where no sheet has it."""
    letters, digits = {b"@"}, {b"0"}
    for found in _ADDRESS.finditer(content):
        letters.add(found[1])
        digits.add(found[2])
    return max(map(_column, letters)), max(map(_row, digits))


def filled_reach(content: bytes, most: int) -> tuple[int, int]:
    """Give the last column and row that hold something, or a reach of more than `most` cells."""
    columns = rows = 0
    for one in _CELL.finditer(content):
        attributes, nothing = one.groups()
        found = _ADDRESS.search(attributes)
        if found and not nothing and not attributes.endswith(b"/"):
            columns, rows = max(columns, _column(found[1])), max(rows, _row(found[2]))
            if columns * rows > most:
                break
    return columns, rows


def _column(letters: bytes) -> int:
    is_far = len(letters) > _LETTERS
    return COLUMNS + 1 if is_far else column_index(letters.decode().upper()) + 1


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
