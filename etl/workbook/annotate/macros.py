"""Workbooks without their macros: a package or an .ods in, the same without any program out.

Nothing is judged here, it is taken out: a workbook that leaves the house runs nothing on the
computer that opens it. The one surprising thing: buttons stay where they are and lead nowhere, also
those that would have run the macro of another workbook.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from lxml import etree

from etl.workbook.annotate.package import Package, plain_spelling
from etl.workbook.annotate.returned_sheet import TextSheet
from etl.workbook.annotate.style_part import Look, StyleBook
from etl.workbook.annotate.tabs import put_first, remove_sheets
from etl.workbook.annotate_keys import KEY_HEADER, NO_MACROS_SHEET
from etl.workbook.container.outside import OPEN_LIBRARIES, is_macro
from etl.workbook.container.utf16 import as_utf8
from etl.workbook.container.zip_parts import plain_name

TOLD = (
    "Macro trong tệp đã được gỡ bỏ nên tệp này có đuôi .{kind}. Số liệu và công thức giữ nguyên; "
    "các nút bấm gọi macro không còn tác dụng."
)
_TYPES = "[Content_Types].xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PRINTER = "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
_MACRO_NAMES = frozenset({"xlm", "function", "vbProcedure"})  # of names that stand for macros
_CALLERS = re.compile(r"(?:^|/)(?:customui|usercustomization)/|attachedtoolbars\.bin$")
_CALLED = re.compile(
    rb"""(?<=\smacro=)(?:"[^"]*"|'[^']*')|(?<=\sfmlaMacro=)(?:"[^"]*"|'[^']*')""", re.I
)
_CALLED_IN_VML = re.compile(rb"<(\w+:)?FmlaMacro>.*?</(\w+:)?FmlaMacro>", re.I | re.S)
_TITLE = Look(bold=True, size=14, colour="FF9C2A00", down="center")
_TEXT = Look(size=12, down="center")


def remove_macros(package: Package) -> bool:
    """Take macros out of a package and make it a plain workbook; tells whether there were any.

    To be done before anything else is changed in the package.
    """
    gone = [part for part in package if is_macro(plain_name(part))]
    types = package.tree(_TYPES)
    typed = [node for node in types if "macroenabled" in str(node.get("ContentType")).lower()]
    _be_no_template(package)
    if not (gone or typed):
        return False
    gone += [part for part in package if _CALLERS.search(plain_name(part))]
    sheets = [name for name, part in package.sheet_parts().items() if part in gone]
    _remove_names(package, sheets)
    remove_sheets(package, sheets)
    _remove_parts(package, gone)
    for part in package:
        content = as_utf8(package.bytes_of(part))
        quiet = _CALLED_IN_VML.sub(b"", _CALLED.sub(b'""', content))
        if quiet != content:
            package.put_bytes(part, quiet)
    return True


def _be_no_template(package: Package) -> None:
    """Make a template a workbook: it goes back under the name of one, which Excel compares."""
    for node in package.tree(_TYPES):
        if str(node.get("ContentType")).lower().endswith("spreadsheetml.template.main+xml"):
            node.set("ContentType", _SHEET)
            package.changed(_TYPES)


def _remove_parts(package: Package, gone: Sequence[str]) -> None:
    """Take out parts, what leads to them and the types that go with them."""
    for part in ["", *package]:
        for relation in package.relations(part):
            if relation.target in gone:
                package.unrelate(part, relation.target)
    for part in gone:
        package.remove(part)
    for node in package.tree(_TYPES):
        kind = str(node.get("ContentType")).lower()
        if "macroenabled" in kind and kind.endswith("main+xml"):
            node.set("ContentType", _SHEET)
        elif "vbaproject" in kind:  # of all parts that end in .bin: what is left is of printers
            node.set("ContentType", _PRINTER)
    package.changed(_TYPES)


def _remove_names(package: Package, sheets: Sequence[str]) -> None:
    """Take out the names that stand for macros, such as the one that runs when a file is opened."""
    book = package.tree(package.workbook_part)
    names = book.find("{*}definedNames")
    if names is None:
        return
    for node in list(names):
        text = (node.text or "").replace("''", "'")
        on_sheet = any(f"{sheet}!" in text or f"{sheet}'!" in text for sheet in sheets)
        if on_sheet or any(node.get(name) in ("1", "true") for name in _MACRO_NAMES):
            names.remove(node)
    if not len(names):
        book.remove(names)
    package.changed(package.workbook_part)


def say_so(package: Package) -> None:
    """Put a sheet first that says that macros were taken out."""
    if NO_MACROS_SHEET in package.sheet_parts():
        return
    sheet = TextSheet(package.main, StyleBook(package), (90, 10), hidden=(1,))
    sheet.add([(NO_MACROS_SHEET.upper(), _TITLE), (KEY_HEADER, Look())])
    sheet.add_wide(TOLD.format(kind="xlsx"), _TEXT, last=0)
    root = sheet.build(frozen=1, colour="FFC00000", prompt=None)
    put_first(package, [(NO_MACROS_SHEET, root)], f"'{NO_MACROS_SHEET}'!$1:$1")


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
            path = next(
                (str(v) for k, v in node.attrib.items() if str(k).endswith("}full-path")), ""
            )
            if _is_ods_macro(path):
                root.remove(node)
    else:
        etree.strip_elements(root, "{*}event-listeners", "{*}scripts", with_tail=False)
    if name == "content.xml":
        table = next(root.iter("{*}table"), None)
        if table is not None and etree.QName(table).namespace:
            _say_so_in_ods(table)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _say_so_in_ods(first: etree._Element) -> None:
    space = etree.QName(first).namespace
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    table = etree.Element(f"{{{space}}}table", {f"{{{space}}}name": NO_MACROS_SHEET})
    etree.SubElement(table, f"{{{space}}}table-column")
    row = etree.SubElement(table, f"{{{space}}}table-row")
    cell = etree.SubElement(row, f"{{{space}}}table-cell", {f"{{{office}}}value-type": "string"})
    etree.SubElement(cell, f"{{{text}}}p").text = TOLD.format(kind="ods")
    first.addprevious(table)
