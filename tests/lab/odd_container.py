"""Packages of an odd make, by what a file may be: parts that nobody reads, templates, locks.

The one surprising thing: such a file is innocent or locked as a whole, so a form stands for all;
a number on two lines is planted in every column of numbers of every form.
"""

from __future__ import annotations

from collections.abc import Callable

from etl.contracts import load_forms
from tests.lab import parcels
from tests.lab.faults import Expected, Fault, Plant
from tests.lab.file_faults import renamed
from tests.lab.locks import EXCELS_OWN, locked_xls
from tests.lab.oddities import Oddity
from tests.lab.sketch import Sketch

_POWER_QUERY = (
    '<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://x">AAAA</DataMashup>'
)
_DECLARED = b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'
_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_TEMPLATE = _MAIN.replace(b".sheet.main", b".template.main")
_WITH_MACROS = b"application/vnd.ms-excel.%b.macroEnabled.main+xml"


def _as_type(content_type: bytes) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        drawn.after.append(
            lambda data: parcels.edit_part(
                data, "[Content_Types].xml", lambda xml: xml.replace(_MAIN, content_type)
            )
        )

    return dress


def _with_part(name: str, content: bytes) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        drawn.after.append(lambda data: parcels.add_part(data, name, content))

    return dress


def _with_sheets_at(there: str) -> Callable[[Sketch], None]:
    """Let the workbook lead to its sheets by another spelling of their folder."""

    def dress(drawn: Sketch) -> None:
        drawn.after.append(
            lambda data: parcels.edit_part(
                data,
                "xl/_rels/workbook.xml.rels",
                lambda xml: xml.replace(b'"worksheets/', b'"%b' % there.encode()),
            )
        )

    return dress


def _packed(change: Callable[..., bytes], *how: str) -> Callable[[Sketch], None]:
    """Pack the workbook as `change` does it."""
    return lambda drawn: drawn.after.append(lambda data: change(data, *how))


def _with_decoy(name: str, target: str, part: str) -> Callable[[Sketch], None]:
    """Let a part lie under another name, and an older one of no account under the usual name."""

    def dress(drawn: Sketch) -> None:
        drawn.after.append(lambda data: parcels.renamed(data, name, target, part))
        drawn.after.append(lambda data: parcels.add_part(data, part, b"<a/>"))

    return dress


_MACROS = frozenset({"file.macros"})
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_ROOT, _BOOK = "_rels/.rels", "xl/_rels/workbook.xml.rels"
_OPENED = (parcels.SHEET, _STRINGS, _STYLES, "xl/workbook.xml", "[Content_Types].xml")
_ELSEWHERE = (
    *(("xl/strings.xml", "strings.xml", _STRINGS), ("data/s.bin", "/data/s.bin", _STRINGS)),
    *(("xl/formats.xml", "formats.xml", _STYLES), ("looks/s.xml", "../looks/s.xml", _STYLES)),
)
_UNREAD = (
    *("customXml/item1.xml", "docMetadata/LabelInfo.xml", "xl/model/item1.xml", "xl/metadata.xml"),
    *("xl/calcChain.xml", "customXml/_rels/item1.xml.rels", "docProps/custom.xml"),
    *("xl/volatileDependencies.xml", "xl/comments/comment9.xml", "xl/persons/person.xml"),
)

CONTAINER_ODDITIES = [
    *(
        Oddity(f"part in {how} that nobody reads: {name}", form, _with_part(name, content))
        for name in (*_UNREAD, "xl/drawings/drawing9.xml", "xl/theme/theme9.xml")
        for how, form, content in (
            ("UTF-16", "works", _POWER_QUERY.encode("utf-16")),
            ("declared XML", "poverty", _DECLARED),
        )
    ),
    Oddity(
        "queries in UTF-16",
        "works",
        _with_part("xl/connections.xml", _POWER_QUERY.encode("utf-16")),
        frozenset({"file.external_links"}),
    ),
    *(
        Oddity(f"{', '.join(names)} in UTF-16", "works", _packed(parcels.in_utf_16, *names))
        for names in (*((name,) for name in _OPENED), (_ROOT, _BOOK), (*_OPENED, _ROOT, _BOOK))
    ),
    *(
        Oddity(f"{part} as {name}: {form}", form, dress(name, target, part))
        for name, target, part in _ELSEWHERE
        for form, dress in (
            ("works", lambda *how: _packed(parcels.renamed, *how)),
            ("support_projects", _with_decoy),
        )
    ),
    Oddity("template", "works", _as_type(_TEMPLATE)),
    Oddity("template with macros", "works", _as_type(_WITH_MACROS % b"template"), _MACROS),
    Oddity("add-in", "works", _as_type(_WITH_MACROS % b"addin"), _MACROS),
    *(
        Oddity(f"sheets at {there!r}", "works", _with_sheets_at(there))
        for there in ("./worksheets/", "../xl/worksheets/", "/xl/./worksheets/", "worksheets\\")
    ),
    *(
        Oddity(
            f"parts named {before}a{slash}b", "works", _packed(parcels.with_names, slash, before)
        )
        for slash, before in (("\\", ""), ("/", "/"), ("\\", "\\"))
    ),
    Oddity("types in small letters", "works", _as_type(_MAIN.lower())),
]


def _on_two_lines(between: str) -> Plant:
    """Split a number of every column of numbers over two lines."""

    def plant(drawn: Sketch) -> list[Expected]:
        names = [name for name in drawn.order if drawn.column(name).type in ("integer", "number")]
        lines = drawn.rng.sample(drawn.records, len(names))
        for line, name in zip(lines, names, strict=True):
            line.cells[name] = f"1{between}246"
        return [
            Expected("cell.unreadable_number", line, name, "nhiều dòng: “1”, “246”")
            for line, name in zip(lines, names, strict=True)
        ]

    return plant


def _locked(content: bytes, says: str) -> Plant:
    plant = renamed("password", content)

    def planted(drawn: Sketch) -> list[Expected]:
        return [Expected(one.rule, says=says) for one in plant(drawn)]

    return planted


CONTAINER_FAULTS = [
    *(
        Fault(f"number parted by {between!r}: {form.id}", form.id, _on_two_lines(between))
        for form in load_forms().values()
        for between in ("\n", "\r\n", " \n ", "\t")
        if any(column.type in ("integer", "number") for column in form.columns)
    ),
    *(
        Fault(f"lock of {lock}", "works", _locked(locked_xls("mat-khau", lock), "mở tệp bằng mật"))
        for lock in ("97", "2002", "2002-40", "xor", "95")
    ),
    *(
        Fault(
            f"Excel's own lock of {lock}",
            "works",
            _locked(locked_xls(EXCELS_OWN, lock), "Bảo vệ sổ làm việc (Review"),
        )
        for lock in ("97", "2002", "2002-40", "xor", "95")
    ),
    Fault("label", "works", _locked(parcels.ole("EncryptedPackage"), "nhãn bảo mật")),
    Fault("rights of an .xls", "works", _locked(parcels.ole("Workbook", "\tDRMContent"), "quyền")),
    Fault(
        "password of an .xlsx",
        "works",
        _locked(parcels.ole("EncryptedPackage", "EncryptionInfo"), "Mã hóa bằng mật khẩu"),
    ),
    Fault("slides", "works", renamed("not_a_workbook", parcels.package_of("presentationml"))),
]
