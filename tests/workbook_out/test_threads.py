"""Cells that people talk about: what is said of them goes where newer Excels show it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from returned_samples import SHEET, UNREADABLE
from workbook_samples import Convert

from etl.give_back import give_back
from etl.workbook.annotate import notes
from etl.workbook.annotate.notes import AUTHOR
from etl.workbook.annotate.package import Package
from etl.workbook.own_words import NOTE_MARK
from tests.lab import parcels

REF = UNREADABLE.cells[0].ref
FIRST, ANSWER, PERSON = (f"{{{n}FA0B1C2-0000-4000-8000-00000000000{n}}}" for n in (1, 2, 3))
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
EMPTY = f'<Relationships xmlns="{PACKAGE}"></Relationships>'.encode()
RELATED = "xl/worksheets/_rels/sheet2.xml.rels"
THREAD_PART = "xl/threadedComments/threadedComment1.xml"
SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
KINDS = "http://schemas.microsoft.com/office/2017/10/relationships"
GUID = re.compile(r"\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")
PERSONS = (
    f'<personList xmlns="{SPACE}"><person displayName="Cán bộ Mẫu" id="{PERSON}" '
    'userId="can-bo-mau" providerId="None"/></personList>'
)
THREADS = (
    f'<ThreadedComments xmlns="{SPACE}"><threadedComment ref="{REF}" dT="2020-11-02T03:00:00.00" '
    f'personId="{PERSON}" id="{FIRST}"><text>Số này đúng chưa?</text></threadedComment>'
    f'<threadedComment ref="{REF}" dT="2020-11-03T03:00:00.00" personId="{PERSON}" id="{ANSWER}" '
    f'parentId="{FIRST}"><text>Đúng rồi.</text></threadedComment></ThreadedComments>'
)


@pytest.fixture(params=["spoken", "dropped"])
def talked(request: pytest.FixtureRequest, sample: Path) -> Path:
    """Give a workbook with a conversation, whole or with nothing left but its stand-in."""
    book = openpyxl.load_workbook(sample)
    book[SHEET][REF].comment = Comment("[Threaded comment]\n\nComment:\n    Số này", f"tc={FIRST}")
    book.save(sample)
    if request.param == "spoken":
        sample.write_bytes(with_thread(sample.read_bytes(), Package.read(sample)))
    return sample


def with_thread(data: bytes, package: Package) -> bytes:
    """Add the parts of a conversation as Excel writes them."""
    part = package.sheet_parts()[SHEET]
    folder, _, name = part.rpartition("/")
    related = (
        (f"{folder}/_rels/{name}.rels", "threadedComment", "threadedComments/threadedComment1.xml"),
        ("xl/_rels/workbook.xml.rels", "person", "persons/person.xml"),
    )
    types = ("threadedcomments", "person")
    for (rels, kind, target), content, typed in zip(
        related, (THREADS, PERSONS), types, strict=True
    ):
        data = parcels.add_part(data, f"xl/{target}", content.encode())
        line = f'<Relationship Id="rIdT" Type="{KINDS}/{kind}" Target="/xl/{target}"/>'
        data = inserted(data, rels, line, "</Relationships>")
        kind_of_part = f"application/vnd.ms-excel.{typed}+xml"
        line = f'<Override PartName="/xl/{target}" ContentType="{kind_of_part}"/>'
        data = inserted(data, "[Content_Types].xml", line, "</Types>")
    return data


def inserted(data: bytes, part: str, line: str, end: str) -> bytes:
    return parcels.edit_part(data, part, lambda x: x.replace(end.encode(), (line + end).encode()))


def said(path: Path) -> list[etree._Element]:
    """Give what is said in the sheet's conversations."""
    package = Package.read(path)
    parts = package.related(package.sheet_parts()[SHEET], "threadedComment")
    return [node for part in parts for node in package.tree(part)]


def noted(path: Path) -> str:
    return str(openpyxl.load_workbook(path)[SHEET][REF].comment.text)


def test_a_reply_stands_last_in_the_conversation_and_below_the_stand_in(
    talked: Path, tmp_path: Path, convert: Convert
) -> None:
    before = said(talked)
    give_back(talked, [UNREADABLE], tmp_path / "a.xlsx")
    give_back(tmp_path / "a.xlsx", [UNREADABLE], tmp_path / "b.xlsx")  # it comes back
    for path in (tmp_path / "a.xlsx", tmp_path / "b.xlsx"):
        assert noted(path).count(NOTE_MARK) == 1
        assert noted(path).startswith("[Threaded comment]")
        after = said(path)
        assert [etree.tostring(one) for one in after[:-1]] == list(map(etree.tostring, before))
        check_parts(path)
        if before:
            text = after[-1].findtext(f"{{{SPACE}}}text") or ""
            assert text.startswith(NOTE_MARK)
            assert UNREADABLE.message in text
    assert UNREADABLE.message in noted(convert(tmp_path / "b.xlsx", "xlsx"))


def check_parts(path: Path) -> None:
    """Compare the parts with what [MS-XLSX] says of threads and persons, and packages of types."""
    package, nodes = Package.read(path), said(path)
    if not nodes:
        assert not package.related(package.workbook_part, "person")
        return
    (persons,) = package.related(package.workbook_part, "person")
    known = {one.get("id"): one.get("displayName") for one in package.tree(persons)}
    first = {one.get("id"): one.get("ref") for one in nodes if one.get("parentId") is None}
    assert len({one.get("id") for one in nodes}) == len(nodes)
    for one in nodes:
        assert set(one.attrib) <= {"ref", "dT", "personId", "id", "parentId", "done"}
        assert GUID.fullmatch(str(one.get("id")))
        assert known[one.get("personId")]
        assert one.get("parentId") is None or first[one.get("parentId")] == one.get("ref")
        assert [etree.QName(child).localname for child in one] == ["text"]
    assert known[nodes[-1].get("personId")] == AUTHOR
    assert [one.get("dT") for one in nodes] == sorted(str(one.get("dT")) for one in nodes)
    assert f'/{persons}"'.encode() in package.bytes_of("[Content_Types].xml")


def test_what_is_mended_is_no_more_talked_about(talked: Path, tmp_path: Path) -> None:
    before = [(one.get("id"), one.findtext(f"{{{SPACE}}}text")) for one in said(talked)]
    give_back(talked, [UNREADABLE], tmp_path / "a.xlsx")
    give_back(tmp_path / "a.xlsx", [], tmp_path / "b.xlsx")
    after = [(one.get("id"), one.findtext(f"{{{SPACE}}}text")) for one in said(tmp_path / "b.xlsx")]
    assert after == before
    assert NOTE_MARK not in noted(tmp_path / "b.xlsx")


def test_what_was_said_under_an_earlier_name_is_taken_off_too(
    talked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "NOTE_MARK", "── Ban Dân tộc kiểm tra ──")
    give_back(talked, [UNREADABLE], tmp_path / "a.xlsx")
    monkeypatch.undo()
    give_back(tmp_path / "a.xlsx", [UNREADABLE], tmp_path / "b.xlsx")
    assert noted(tmp_path / "a.xlsx").count(" kiểm tra ──") == 1
    assert noted(tmp_path / "b.xlsx").count(" kiểm tra ──") == 1
    assert NOTE_MARK in noted(tmp_path / "b.xlsx")


def test_who_speaks_first_is_entered_where_nobody_was(talked: Path, tmp_path: Path) -> None:
    """A list of persons that a program dropped is made anew."""
    package = Package.read(talked)
    for part in package.related(package.workbook_part, "person"):
        package.unrelate(package.workbook_part, part)
        package.remove(part)
    package.write(tmp_path / "a.xlsx")
    give_back(tmp_path / "a.xlsx", [UNREADABLE], tmp_path / "b.xlsx")
    package = Package.read(tmp_path / "b.xlsx")
    lists = package.related(package.workbook_part, "person")
    assert [one.get("displayName") for part in lists for one in package.tree(part)] == (
        [AUTHOR] if said(talked) else []
    )


@pytest.mark.parametrize("author", [f"tc={FIRST}", "Cán bộ Mẫu", ""])
@pytest.mark.parametrize("spelled", [REF, REF.lower(), f"${REF[0]}${REF[1:]}"])
def test_a_conversation_is_found_by_its_cell_with_any_note_or_none(
    author: str, spelled: str, sample: Path, tmp_path: Path, convert: Convert
) -> None:
    book = openpyxl.load_workbook(sample)
    if author:
        book[SHEET][REF].comment = Comment("Số này", author)
    book.save(sample)
    package = Package.read(sample)
    package.put_bytes(RELATED, package.bytes_of(RELATED) if author else EMPTY)
    package.write(sample)
    data = with_thread(sample.read_bytes(), package)
    for part in [one for one in package if "/comments" in one] + [THREAD_PART]:
        data = parcels.edit_part(
            data, part, lambda xml: xml.replace(f'"{REF}"'.encode(), f'"{spelled}"'.encode())
        )
    sample.write_bytes(data)
    before = [one.findtext(f"{{{SPACE}}}text") for one in said(sample)]
    give_back(sample, [UNREADABLE], tmp_path / "a.xlsx")
    give_back(tmp_path / "a.xlsx", [UNREADABLE], tmp_path / "b.xlsx")  # it comes back
    *others, own = said(tmp_path / "b.xlsx")
    assert [one.findtext(f"{{{SPACE}}}text") for one in others] == before
    assert {one.get("ref") for one in (*others, own)} == {REF}
    assert UNREADABLE.message in (own.findtext(f"{{{SPACE}}}text") or "")
    check_parts(tmp_path / "b.xlsx")
    note = openpyxl.load_workbook(tmp_path / "b.xlsx")[SHEET][REF].comment
    assert (note.author, note.text.count(NOTE_MARK)) == (author or f"tc={FIRST}", 1)
    assert UNREADABLE.message in noted(convert(tmp_path / "b.xlsx", "xlsx"))
    give_back(tmp_path / "b.xlsx", [], tmp_path / "c.xlsx")
    assert [one.findtext(f"{{{SPACE}}}text") for one in said(tmp_path / "c.xlsx")] == before
    left = openpyxl.load_workbook(tmp_path / "c.xlsx")[SHEET][REF].comment
    assert (left.text if left else "") == ("Số này" if author else "")
