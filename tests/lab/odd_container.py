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


def _with_backslashes(drawn: Sketch) -> None:
    drawn.after.append(parcels.with_backslashes)


_MACROS = frozenset({"file.macros"})

CONTAINER_ODDITIES = [
    *(
        Oddity(f"part in UTF-16 that nobody reads: {name}", "works", _with_part(name, content))
        for name in ("customXml/item1.xml", "docMetadata/LabelInfo.xml", "xl/model/item1.xml")
        for content in (_POWER_QUERY.encode("utf-16"),)
    ),
    *(
        Oddity(f"declared part that nobody reads: {name}", "poverty", _with_part(name, _DECLARED))
        for name in ("customXml/item2.xml", "xl/drawings/drawing9.xml", "xl/theme/theme9.xml")
    ),
    Oddity("template", "works", _as_type(_TEMPLATE)),
    Oddity("template with macros", "works", _as_type(_WITH_MACROS % b"template"), _MACROS),
    Oddity("add-in", "works", _as_type(_WITH_MACROS % b"addin"), _MACROS),
    *(
        Oddity(f"sheets at {there!r}", "works", _with_sheets_at(there))
        for there in ("./worksheets/", "../xl/worksheets/", "/xl/./worksheets/", "worksheets\\")
    ),
    Oddity("parts named with backslashes", "works", _with_backslashes),
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
