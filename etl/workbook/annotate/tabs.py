"""The tabs of a package: sheets put first or taken out, and everything that counts tabs with them.

The one surprising thing: names that belong to a sheet refer to it by its place, so each of them
moves when a tab is added or removed; and only one tab may stay selected, because Excel types into
all selected ones at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from etl.workbook.annotate.package import Package
from etl.workbook.container.utf16 import as_utf8

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SELECTED = re.compile(rb"""\s+tabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
_OWNED = frozenset({"comments", "vmlDrawing", "printerSettings", "drawing"})


def put_first(package: Package, sheets: Sequence[tuple[str, etree._Element]], titles: str) -> None:
    """Put new sheets before all others, the first of them shown when the file is opened.

    `titles` is the reference of the rows that the first of them repeats on each printed page.
    """
    book = package.tree(package.workbook_part)
    listed = next(book.iter("{*}sheets"))
    _shift_names(book, {at: at + len(sheets) for at in range(len(listed))})
    number = max((int(node.get("sheetId", "0")) for node in listed), default=0)
    for at, (name, root) in enumerate(sheets):
        part = package.free_name("xl/worksheets/sheetBdt{}.xml")
        package.put_tree(part, root, SHEET_TYPE)
        identity = package.relate(package.workbook_part, "worksheet", part)
        node = etree.Element(f"{{{package.main}}}sheet", name=name, sheetId=str(number + 1 + at))
        node.set(f"{{{package.relation_namespace}}}id", identity)
        listed.insert(at, node)
    _add_titles(package, book, titles)
    _open_at_first(package, book)
    package.changed(package.workbook_part)


def _add_titles(package: Package, book: etree._Element, titles: str) -> None:
    names = book.find("{*}definedNames")
    if names is None:
        names = etree.Element(f"{{{package.main}}}definedNames")
        after = [
            node
            for tag in ("sheets", "functionGroups", "externalReferences")
            for node in book.findall(f"{{*}}{tag}")
        ]
        after[-1].addnext(names)
    node = etree.Element(
        f"{{{package.main}}}definedName", name="_xlnm.Print_Titles", localSheetId="0"
    )
    node.text = titles
    names.insert(0, node)


def _open_at_first(package: Package, book: etree._Element) -> None:
    for view in book.iter("{*}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    first = next(iter(package.sheet_parts().values()))
    for part in package.sheet_parts().values():
        content = as_utf8(package.bytes_of(part))
        if part != first and _SELECTED.search(content):
            package.put_bytes(part, _SELECTED.sub(b"", content, count=1))


def remove_sheets(package: Package, names: Sequence[str]) -> None:
    """Take sheets out with all that only they use; unknown names are passed over."""
    parts = package.sheet_parts()
    chosen = [name for name in names if name in parts]
    if not chosen:
        return
    book = package.tree(package.workbook_part)
    listed = next(book.iter("{*}sheets"))
    kept = [at for at, node in enumerate(listed) if node.get("name") not in chosen]
    _shift_names(book, {at: place for place, at in enumerate(kept)})
    for node in list(listed):
        if node.get("name") in chosen:
            listed.remove(node)
    for view in book.iter("{*}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    for name in chosen:
        _remove_part(package, parts[name])
    package.changed(package.workbook_part)


def _remove_part(package: Package, part: str) -> None:
    for relation in package.relations(part):
        if relation.kind in _OWNED and relation.target in package:
            package.remove(relation.target)
    package.unrelate(package.workbook_part, part)
    package.remove(part)


def _shift_names(book: etree._Element, places: dict[int, int]) -> None:
    """Move the names of single sheets to the new places; those of removed sheets go."""
    names = book.find("{*}definedNames")
    if names is None:
        return
    for node in list(names):
        local = node.get("localSheetId")
        if local is None:
            continue
        if int(local) in places:
            node.set("localSheetId", str(places[int(local)]))
        else:
            names.remove(node)
    if not len(names):
        book.remove(names)
