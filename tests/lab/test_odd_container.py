"""Documents of an odd make: each .ods as other programs pack it, read as LibreOffice's own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lxml import etree

from etl.contracts import load_forms
from etl.model import Finding
from etl.workbook.gate import inspect_bytes
from etl.workbook.read import read_workbook
from tests.lab.ink import write
from tests.lab.score import rows_meant, rows_read
from tests.lab.sketch import Sketch, reference, sketch
from tests.lab.test_old_formats import convert

FORMS = ("works", "support_projects", "poverty", "population", "commendations")
STANDS_IN = "1one246"
MANIFEST = "META-INF/manifest.xml"
Parts = dict[str, bytes]
DECLARED = b'<!DOCTYPE a PUBLIC "-//B//C" "d.dtd">'
LOCK = b"<manifest:encryption-data><manifest:algorithm/></manifest:encryption-data>"
BOX = b"<draw:frame><svg:title>Logo</svg:title><draw:text-box><text:p>9</text:p></draw:text-box>"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Sketch, bytes]]:
    """Give a sketch of every form, and its bytes as an .ods."""
    folder = tmp_path_factory.mktemp("made")
    drawn = {form: sketch(form, 0) for form in FORMS}
    written = convert([write(one, folder / form) for form, one in drawn.items()], "ods", folder)
    return {form: (drawn[form], path.read_bytes()) for form, path in written.items()}


def repacked(
    data: bytes, change: Callable[[Parts], Parts], packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Pack a document anew, its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as new:
        for name, content in change(parts).items():
            new.writestr(name, content)
    return out.getvalue()


def without(*names: str) -> Callable[[Parts], Parts]:
    return lambda parts: {name: part for name, part in parts.items() if name not in names}


def content(change: Callable[[bytes], bytes]) -> Callable[[Parts], Parts]:
    return lambda parts: parts | {"content.xml": change(parts["content.xml"])}


def declared(name: str) -> Callable[[Parts], Parts]:
    """Declare the type of a part at its beginning."""
    return lambda parts: parts | {name: parts[name].replace(b"?>", b"?>" + DECLARED, 1)}


def words(sign: bytes) -> Callable[[Parts], Parts]:
    """Put an element in the place of each space of a cell's text, but not of the sender's."""

    def typed(found: re.Match[bytes]) -> bytes:
        if b"UBND" in found[1]:
            return found[0]
        return b"<text:p>%b</text:p>" % found[1].replace(b" ", sign)

    return content(lambda xml: re.sub(rb"<text:p>([^<>]*)</text:p>", typed, xml))


def indented(xml: bytes) -> bytes:
    root = etree.fromstring(xml)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def before_cells(what: bytes) -> Callable[[Parts], Parts]:
    return content(lambda xml: xml.replace(b"<table:table-cell", what + b"<table:table-cell"))


def in_cells(what: bytes) -> Callable[[Parts], Parts]:
    """Put something into every cell that holds a text, before the text."""
    known = b'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    what = what.replace(b"<svg:title", b"<svg:title " + known)
    pattern = rb'(<table:table-cell[^<>]*value-type="string"[^<>]*>)'
    return content(lambda xml: re.sub(pattern, lambda found: found[1] + what, xml))


def in_place_of_stand_in(what: bytes) -> Callable[[Parts], Parts]:
    return content(lambda xml: xml.replace(STANDS_IN.encode(), what))


def library(*names: str) -> Callable[[Parts], Parts]:
    return lambda parts: parts | dict.fromkeys(names, DECLARED + b"<a/>")


def locked(name: bytes) -> Callable[[Parts], Parts]:
    entry = b'<manifest:file-entry manifest:full-path="%b">%b</manifest:file-entry>' % (name, LOCK)
    end = b"</manifest:manifest>"
    return lambda parts: parts | {MANIFEST: parts[MANIFEST].replace(end, entry + end)}


def old_lock(parts: Parts) -> Parts:
    """Lock a document as older programs do, whose manifest begins with its type."""
    return declared(MANIFEST)(locked(b"content.xml")(parts))


LISTS = ("Basic/script-lc.xml", "Basic/Standard/script-lb.xml", "Dialogs/dialog-lc.xml")
ODD: Mapping[str, tuple[Callable[[Parts], Parts], set[str]]] = {
    "indented": (content(indented), set()),
    "spaces between cells": (before_cells(b" "), set()),
    "remarks between cells": (before_cells(b"<!-- x -->"), set()),
    "instructions between cells": (before_cells(b"<?x y?>"), set()),
    "pictures with words": (in_cells(BOX + b"</draw:frame>"), set()),
    "character data": (
        content(lambda xml: re.sub(rb"<text:p>([^<>&]+)<", rb"<text:p><![CDATA[\1]]><", xml)),
        set(),
    ),
    "spaces as elements": (words(b"<text:s/>"), set()),
    "tabs": (words(b"<text:tab/>"), set()),
    "line breaks": (words(b"<text:line-break/>"), set()),
    "no mimetype": (without("mimetype"), set()),
    "manifest as older programs write it": (declared(MANIFEST), set()),
    "no manifest": (without(MANIFEST), set()),
    "slash before names": (lambda parts: {f"/{name}": parts[name] for name in parts}, set()),
    "content in UTF-16": (
        content(lambda xml: xml.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")),
        set(),
    ),
    "mimetype last": (lambda parts: dict(reversed(parts.items())), set()),
    "template": (lambda p: p | {"mimetype": p["mimetype"] + b"-template"}, set()),
    "lists of macros only": (library(*LISTS), set()),
    "macros": (library(*LISTS, "Basic/Standard/Module1.xml"), {"file.macros"}),
    "dialogs": (library("Dialogs/Standard/Dialog1.xml"), {"file.macros"}),
    "library with a password": (locked(b"Basic/Lib/Module1.xml"), set()),
}


@pytest.mark.parametrize("oddity", ODD)
def test_document_of_an_odd_make_is_read_value_by_value(
    oddity: str, made: Mapping[str, tuple[Sketch, bytes]], tmp_path: Path
) -> None:
    change, told = ODD[oddity]
    for form, (drawn, data) in made.items():
        path = tmp_path / f"{form}.ods"
        path.write_bytes(repacked(data, change))
        reading = read_workbook(path, load_forms(), reference())
        assert {one.rule_id for one in reading.findings} == told, (form, reading.findings)
        assert rows_read(reading, drawn) == rows_meant(drawn, drawn), form


@pytest.mark.parametrize("sign", [b"<text:line-break/>", b"<text:tab/>", b"</text:p><text:p>"])
def test_number_on_two_lines_is_told_at_its_cell(sign: bytes, tmp_path: Path) -> None:
    drawn = {form: sketch(form, 0) for form in FORMS[:-1]}
    meant = {}
    for form, one in drawn.items():
        names = [name for name in one.order if one.column(name).type in ("integer", "number")]
        lines = one.rng.sample(one.records, len(names))
        for line, name in zip(lines, names, strict=True):
            line.cells[name] = STANDS_IN
        meant[form] = list(zip(lines, names, strict=True))
    written = [write(one, tmp_path / form) for form, one in drawn.items()]
    for form, path in convert(written, "ods", tmp_path).items():
        path.write_bytes(repacked(path.read_bytes(), in_place_of_stand_in(b"1%b246" % sign)))
        reading = read_workbook(path, load_forms(), reference())
        found = {
            (cell.sheet, cell.ref)
            for one in reading.findings
            for cell in one.cells
            if one.rule_id == "cell.unreadable_number" and "nhiều dòng: “1”, “246”" in one.message
        }
        assert found == {drawn[form].place(*where) for where in meant[form]}, reading.findings


@pytest.mark.parametrize("lock", [locked(b"content.xml"), locked(b"encrypted-package"), old_lock])
def test_locked_document_is_told_with_what_to_do_in_libreoffice(
    lock: Callable[[Parts], Parts], made: Mapping[str, tuple[Sketch, bytes]]
) -> None:
    refused = inspect_bytes(repacked(made["works"][1], lock))
    assert isinstance(refused, Finding)
    assert (refused.rule_id, "Lưu với mật khẩu" in refused.message) == ("file.password", True)


@pytest.mark.parametrize("name", ["content.xml", "styles.xml"])
def test_declarations_stay_refused_in_what_is_opened(
    name: str, made: Mapping[str, tuple[Sketch, bytes]]
) -> None:
    refused = inspect_bytes(repacked(made["works"][1], declared(name)))
    assert isinstance(refused, Finding)
    assert refused.rule_id == "file.unsafe"
