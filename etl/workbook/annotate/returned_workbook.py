"""The agency's own workbook with its faults marked: a package and findings in, the package changed.

Coloured cells, notes, the sheets "Cần sửa" and "Đã sửa" first; all else stays as it was. The one
surprising thing: what an earlier round marked is taken off first, so a returned file that comes
back is marked anew, not twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

from etl.model import Cell, EarlierReason, Finding
from etl.workbook.annotate import fault_list
from etl.workbook.annotate.fault_list import RANKS, Message
from etl.workbook.annotate.notes import Notes
from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import SheetPart, address, position
from etl.workbook.annotate.style_part import StyleBook
from etl.workbook.annotate.tabs import put_first, remove_sheets
from etl.workbook.issued.package.reach import COLUMNS, ROWS
from etl.workbook.own_words import FIXED_SHEET, KEY_HEADER, NO_MACROS_SHEET, TO_FIX_SHEET

MAX_NOTES = 2000  # in one workbook: more make Excel slow and help nobody
_NEAR = 20  # rows to look for a cell of the same look


def annotate(
    package: Package, findings: Sequence[Finding], fixed: Sequence[Finding], message: Message
) -> None:
    """Mark the findings in a package; raises `PackageError` when it has no sheets."""
    styles = StyleBook(package)
    remove_marks(package, styles)
    _mark_cells(package, styles, findings, message.earlier)
    names = list(package.sheet_parts())
    lines = fault_list.lines_of(findings, message, names)
    new = fault_list.to_fix_sheet(package.main, styles, lines, message)
    sheets = [(_free_title(TO_FIX_SHEET, names), new)]
    if fixed:
        done = fault_list.lines_of(fixed, replace(message, earlier={}), names)
        sheet = fault_list.fixed_sheet(package.main, styles, done, message)
        sheets.append((_free_title(FIXED_SHEET, names), sheet))
    put_first(package, sheets, fault_list.TITLE_ROW_OF_TABLE)


def remove_marks(package: Package, styles: StyleBook) -> None:
    """Take off sheets, colours and notes that an earlier round put into a package."""
    remove_sheets(package, [name for name in package.sheet_parts() if _is_ours(package, name)])
    sheets = {
        part: package.sheet(name)
        for name, part in package.sheet_parts().items()
        if _is_grid(package, part)
    }
    used = {
        int(str(node.get("s")))
        for sheet in sheets.values()
        for node in sheet.root.iter(sheet.tag("row"), sheet.tag("c"))
        if node.get("s")
    }
    plain = {str(at): tuple(map(str, covered)) for at, covered in styles.plain(used).items()}
    for part, sheet in sheets.items():
        if plain:
            _recolour(sheet, plain)
        Notes(package, part, sheet).remove_ours()


def _is_ours(package: Package, name: str) -> bool:
    if not name.startswith((TO_FIX_SHEET, FIXED_SHEET, NO_MACROS_SHEET)):
        return False
    sheet = package.sheet(name)
    return any(sheet.text(cell) == KEY_HEADER for _, cell in sheet.cells())


def _is_grid(package: Package, part: str) -> bool:
    """Tell whether a sheet holds cells; a chart sheet does not."""
    return part in package and package.tree(part).tag.endswith("}worksheet")


def _recolour(sheet: SheetPart, plain: Mapping[str, tuple[str, ...]]) -> None:
    for node in sheet.root.iter(sheet.tag("row")):
        if str(node.get("s")) in plain:
            node.set("s", plain[str(node.get("s"))][-1])
            sheet.on_change()
    marked = [(ref, cell) for ref, cell in sheet.cells() if str(cell.get("s")) in plain]
    for ref, cell in marked:
        covered = plain[str(cell.get("s"))]
        cell.set("s", covered[0] if len(covered) == 1 else _like_its_column(sheet, ref, covered))
        sheet.on_change()


def _like_its_column(sheet: SheetPart, ref: str, covered: tuple[str, ...]) -> str:
    """Choose the style that the nearest cells of the same column have, or the last."""
    column, row = position(ref)
    for step in range(1, _NEAR + 1):
        for near in (row - step, row + step):
            cell = sheet.cell(address(column, near)) if near > 0 else None
            if cell is not None and str(cell.get("s")) in covered:
                return str(cell.get("s"))
    return covered[-1]


def _mark_cells(
    package: Package,
    styles: StyleBook,
    findings: Sequence[Finding],
    earlier: Mapping[str, EarlierReason],
) -> None:
    by_sheet: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        for cell in finding.cells:
            if _is_place(cell):
                by_sheet.setdefault(cell.sheet, {}).setdefault(cell.ref, []).append(finding)
    parts = package.sheet_parts()
    room = MAX_NOTES
    for name, cells in by_sheet.items():
        if name not in parts or not _is_grid(package, parts[name]):
            continue
        sheet = package.sheet(name)
        for ref, found in cells.items():
            worst = min((one.severity for one in found), key=lambda severity: RANKS[severity])
            node = sheet.make(ref)
            node.set("s", str(styles.highlighted(int(node.get("s", "0")), worst)))
            sheet.on_change()
        noted = list(cells.items())[:room]
        texts = {ref: fault_list.note_text(found, earlier) for ref, found in noted}
        Notes(package, parts[name], sheet).write(texts)
        room -= len(texts)


def _is_place(cell: Cell) -> bool:
    try:
        column, row = position(cell.ref)
    except ValueError:
        return False
    return column <= COLUMNS and 1 <= row <= ROWS


def _free_title(title: str, taken: Sequence[str]) -> str:
    """Give the title, numbered when the agency has a sheet of that name."""
    numbered = (f"{title} ({number})" for number in count(2))
    return next(one for one in chain([title], numbered) if one not in taken)
