"""The tabs of a package, and its macros: sheets put first or taken out, programs taken out.

Names that belong to a sheet refer to it by its place, so each of them moves when a tab is added or
removed; and only one tab may stay selected, because Excel types into all selected ones at once. A
workbook that leaves the house runs nothing on the computer that opens it. The one surprising thing:
buttons stay where they are and lead nowhere, also those that would have run another's macro.
"""

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree

from etl.workbook.annotate.package import TYPES_PART, Package, plain_spelling
from etl.workbook.annotate.returned_sheet import TextSheet
from etl.workbook.annotate.sheet_part import attribute
from etl.workbook.annotate.style_part import Look, StyleBook
from etl.workbook.foreign.formats.outside import OPEN_LIBRARIES, is_macro
from etl.workbook.issued.package.zip_parts import as_utf8, plain_name
from etl.workbook.own_words import KEY_HEADER, NO_MACROS_SHEET

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PRINTER = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
_SELECTED = re.compile(rb"""\s+tabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
_OWNED = frozenset({"comments", "vmlDrawing", "printerSettings", "drawing"})
TOLD = (
    "Macro trong tệp đã được gỡ bỏ nên tệp này có đuôi .{kind}. Số liệu và công thức giữ nguyên; "
    "các nút bấm gọi macro không còn tác dụng."
)
_MACRO_NAMES = frozenset({"xlm", "function", "vbProcedure"})  # of names that stand for macros
_CALLERS = re.compile(r"(?:^|/)(?:customui|usercustomization)/|attachedtoolbars\.bin$")
_CALLED = re.compile(
    rb"""(?<=\smacro=)(?:"[^"]*"|'[^']*')|(?<=\sfmlaMacro=)(?:"[^"]*"|'[^']*')""", re.I
)
_CALLED_IN_VML = re.compile(rb"<(\w+:)?FmlaMacro>.*?</(\w+:)?FmlaMacro>", re.I | re.S)
_TITLE = Look(bold=True, size=14, colour="FF9C2A00", down="center")
_TEXT = Look(size=12, down="center")
_OPEN_SHEET = (
    '<table:table xmlns:table="{space}" table:name="{name}" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table-column/>'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>{text}</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)


def put_first(package: Package, sheets: Sequence[tuple[str, etree._Element]], row: int) -> None:
    """Put new sheets first; the first is shown at once and repeats a row on each printed page."""
    book = package.tree(package.workbook_part)
    listed = next(book.iter("{*}sheets"))
    _shift_names(book, {at: at + len(sheets) for at in range(len(listed))})
    last = max((int(node.get("sheetId", "0")) for node in listed), default=0)
    for at, (name, root) in enumerate(sheets):
        part = package.free_name("xl/worksheets/sheetBdt{}.xml")
        package.put_tree(part, root, _TYPE)
        node = etree.Element(f"{{{package.main}}}sheet", name=name, sheetId=str(last + 1 + at))
        identity = package.relate(package.workbook_part, "worksheet", part)
        node.set(f"{{{package.relation_namespace}}}id", identity)
        listed.insert(at, node)
    names = book.find("{*}definedNames")
    if names is None:
        names = etree.Element(f"{{{package.main}}}definedNames")
        *_, before = book.iterchildren("{*}sheets", "{*}functionGroups", "{*}externalReferences")
        before.addnext(names)
    about = {"name": "_xlnm.Print_Titles", "localSheetId": "0"}
    titles = etree.Element(f"{{{package.main}}}definedName", about)
    titles.text = f"'{sheets[0][0]}'!${row}:${row}"
    names.insert(0, titles)
    _open_at_first(package, book)
    first, *others = package.sheet_parts().values()
    for part in others:
        content = as_utf8(package.bytes_of(part))
        if part != first and _SELECTED.search(content):
            package.put_bytes(part, _SELECTED.sub(b"", content, count=1))


def _open_at_first(package: Package, book: etree._Element) -> None:
    for view in book.iter("{*}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    package.changed(package.workbook_part)


def remove_sheets(package: Package, names: Sequence[str]) -> None:
    """Take sheets out with all that only they use; unknown names are passed over."""
    chosen = {name: part for name, part in package.sheet_parts().items() if name in names}
    if not chosen:
        return
    book = package.tree(package.workbook_part)
    listed = next(book.iter("{*}sheets"))
    kept = [at for at, node in enumerate(listed) if node.get("name") not in chosen]
    _shift_names(book, {at: place for place, at in enumerate(kept)})
    for node in list(listed):
        if node.get("name") in chosen:
            listed.remove(node)
    for part in chosen.values():
        for relation in package.relations(part):
            if relation.kind in _OWNED and relation.target in package:
                package.remove(relation.target)
        package.unrelate(package.workbook_part, part)
        package.remove(part)
    _open_at_first(package, book)


def _shift_names(book: etree._Element, places: dict[int, int]) -> None:
    """Move the names of single sheets to the new places; those of removed sheets go."""
    gone = []
    for node in book.iterfind("{*}definedNames/{*}definedName[@localSheetId]"):
        place = places.get(int(node.get("localSheetId", "")))
        if place is None:
            gone.append(node)
        else:
            node.set("localSheetId", str(place))
    _remove_names(book, gone)


def _remove_names(book: etree._Element, gone: Sequence[etree._Element]) -> None:
    for names in book.findall("{*}definedNames"):
        for node in gone:
            names.remove(node)
        if not len(names):
            book.remove(names)


def remove_macros(package: Package) -> bool:
    """Take a package's macros out, before anything else is changed; tells whether it had any."""
    gone = [part for part in package if is_macro(plain_name(part))]
    if not (_make_plain(package) or gone):
        return False
    gone += [part for part in package if _CALLERS.search(plain_name(part))]
    sheets = [name for name, part in package.sheet_parts().items() if part in gone]
    _remove_macro_names(package, sheets)
    remove_sheets(package, sheets)
    for part in ["", *package]:
        for relation in package.relations(part):
            if relation.target in gone:
                package.unrelate(part, relation.target)
    for part in gone:
        package.remove(part)
    for part in package:
        content = as_utf8(package.bytes_of(part))
        quiet = _CALLED_IN_VML.sub(b"", _CALLED.sub(b'""', content))
        if quiet != content:
            package.put_bytes(part, quiet)
    return True


def _make_plain(package: Package) -> bool:
    """Give parts the types of a plain workbook, no template; tells whether they had macros."""
    had_macros = False
    for node in package.tree(TYPES_PART):
        kind = str(node.get("ContentType")).lower()
        is_macro_type = "macroenabled" in kind
        had_macros |= is_macro_type
        # the copy is named .xlsx, which Excel compares with the type
        if kind.endswith("main+xml") and (is_macro_type or ".spreadsheetml.template." in kind):
            node.set("ContentType", _BOOK_TYPE)
            package.changed(TYPES_PART)
        elif "vbaproject" in kind:  # of all parts that end in .bin: what is left is of printers
            node.set("ContentType", _PRINTER)
            package.changed(TYPES_PART)
    return had_macros


def _remove_macro_names(package: Package, sheets: Sequence[str]) -> None:
    """Take out the names that stand for macros, such as the one that runs when a file is opened."""
    book = package.tree(package.workbook_part)
    gone = []
    for node in book.iterfind("{*}definedNames/{*}definedName"):
        text = (node.text or "").replace("''", "'")
        on_sheet = any(f"{sheet}!" in text or f"{sheet}'!" in text for sheet in sheets)
        if on_sheet or any(node.get(name) in ("1", "true") for name in _MACRO_NAMES):
            gone.append(node)
    if gone:
        _remove_names(book, gone)
        package.changed(package.workbook_part)


def say_so(package: Package) -> None:
    """Put a sheet first that says that macros were taken out."""
    if NO_MACROS_SHEET in package.sheet_parts():
        return
    sheet = TextSheet(package.main, StyleBook(package), (90, 10))
    sheet.add([(NO_MACROS_SHEET.upper(), _TITLE), (KEY_HEADER, Look())])
    sheet.add_wide(TOLD.format(kind="xlsx"), _TEXT)
    root = sheet.build(frozen=1, colour="FFC00000", prompt=None)
    put_first(package, [(NO_MACROS_SHEET, root)], 1)


def ods_without_macros(original: Path, target: Path) -> None:
    """Write an .ods without its macros, with a sheet first that says so."""
    with ZipFile(original) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for info in source.infolist():
            name, content = plain_spelling(info.filename), source.read(info)
            if _is_ods_macro(name):
                continue
            if plain_name(name) in ("content.xml", "styles.xml", "meta-inf/manifest.xml"):
                content = _quiet_ods(plain_name(name), content)
            copy.writestr(
                name, content, compress_type=ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            )


def _is_ods_macro(name: str) -> bool:
    plain = posixpath.normpath(plain_name(name)).lstrip("/")
    return f"{plain}/".startswith(OPEN_LIBRARIES) or (
        plain.startswith("meta-inf/") and "signatures" in plain
    )


def _quiet_ods(name: str, content: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(as_utf8(content), parser)
    if name == "meta-inf/manifest.xml":
        for node in list(root):
            if _is_ods_macro(attribute(node, "full-path")):
                root.remove(node)
    else:
        etree.strip_elements(root, "{*}event-listeners", "{*}scripts", with_tail=False)
    if name == "content.xml":
        table = next(root.iter("{*}table"), None)
        if table is not None and etree.QName(table).namespace:
            space = etree.QName(table).namespace
            said = TOLD.format(kind="ods")
            sheet = _OPEN_SHEET.format(space=space, name=NO_MACROS_SHEET, text=said)
            table.addprevious(etree.fromstring(sheet))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
