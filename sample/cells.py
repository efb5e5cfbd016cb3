"""Cells changed in a finished workbook, as a person does: a sheet in, the same sheet changed.

The one surprising thing: nothing is calculated anew, so who changes a number changes its total too.
"""

from lxml import etree

from etl.workbook.annotate.sheet_part import SheetPart, address, position


def find_text(sheet: SheetPart, text: str, *, beside: int = 0) -> str:
    """Give the address of the first cell with that text, or of one so many columns after it.

    Raises `KeyError` when no cell holds the text.
    """
    for ref, cell in sheet.cells():
        if sheet.text(cell) == text:
            column, row = position(ref)
            return address(column + beside, row)
    raise KeyError(f"no cell holds {text!r}")


def put(sheet: SheetPart, ref: str, value: str | float) -> None:
    """Put a text, which is never taken for a formula, or a number in place of what a cell held."""
    cell = sheet.make(ref)
    cell.attrib.pop("t", "")
    for node in list(cell):
        cell.remove(node)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        inline = etree.SubElement(cell, sheet.tag("is"))
        etree.SubElement(inline, sheet.tag("t")).text = value
    else:
        etree.SubElement(cell, sheet.tag("v")).text = f"{value:.15g}"
    sheet.on_change()


def add_to_total(sheet: SheetPart, letter: str, by: float) -> None:
    """Add to the total that a column shows, its one cell with a formula."""
    formulas = (ref for ref, cell in sheet.cells() if cell.find(sheet.tag("f")) is not None)
    total = next(ref for ref in formulas if ref.startswith(letter))
    shown = float(sheet.text(sheet.make(total)))
    put(sheet, total, round(shown + by, 1))
