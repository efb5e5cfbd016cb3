"""Notes on cells, and what is said in their conversations: texts by address in, parts changed.

A note that the agency wrote on the same cell stays, ours stands below it. Newer Excels show a
conversation of a cell and nothing of the old note below it, which they keep as a stand-in for
older programs; there ours comes last. The one surprising thing: either may be without the other,
where another program dropped it; a note that stands in for nothing is a note like any other.
"""

from collections.abc import Mapping
from itertools import chain
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import (
    NO_BOXES,
    Boxes,
    SheetPart,
    attribute,
    made,
    plain_ref,
    put_before,
    text_in,
)
from etl.workbook.issued.package.zip_parts import as_utf8
from etl.workbook.own_words import ANY_NOTE_MARK, NOTE_MARK

AUTHOR = "Cơ quan tổng hợp"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_LEGACY = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)
_SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_RELATIONS = "http://schemas.microsoft.com/office/2017/10/relationships"
_PERSONS_TYPE = "application/vnd.ms-excel.person+xml"
_STAND_IN = "tc="  # author of a note that stands in for the thread of that id


class Notes:
    """The notes of one sheet."""

    def __init__(self, package: Package, part: str, sheet: SheetPart) -> None:
        self._package, self._part, self._sheet = package, part, sheet
        self._comments = next(iter(package.related(part, "comments")), "")
        self._main = sheet.namespace

    def remove_ours(self) -> None:
        """Take off what an earlier round wrote; notes of the agency stay."""
        _Threads(self._package, self._part).remove_ours()
        if self._comments not in self._package:
            return
        gone = []
        for node in list(self._package.tree(self._comments).iter("{*}comment")):
            if not ANY_NOTE_MARK.search(text_in(node)):
                continue
            _cut(node)
            if not text_in(node).strip():
                gone.append(plain_ref(node.get("ref")))
                _remove(node)
            self._package.changed(self._comments)
        part = self._vml_part()
        if part in self._package:
            boxes = self._boxes(part)
            boxes.remove(gone)
            self._package.put_bytes(part, boxes.text.encode())

    def write(self, texts: Mapping[str, str]) -> None:
        """Add one text to each cell's note."""
        if not texts:
            return
        part = self._prepare()
        root = self._package.tree(self._comments)
        listed = self._list(root, "commentList")
        known = {plain_ref(node.get("ref")): node for node in listed}
        boxes, threads = self._boxes(part), _Threads(self._package, self._part)
        for ref, text in texts.items():
            author = threads.reply(ref, _author_of(known.get(ref), root), text)
            if ref not in known:
                about = {"ref": ref, "authorId": self._author(root, author or AUTHOR)}
                known[ref] = etree.SubElement(listed, f"{{{self._main}}}comment", about)
            known[ref].set("ref", ref)
            self._append(known[ref], text)
            if not boxes.has(ref):
                boxes.add(ref, text)
        self._package.put_bytes(part, boxes.text.encode())
        self._package.changed(self._comments)

    def _append(self, node: etree._Element, text: str) -> None:
        body = next(node.iter("{*}text"), None)
        if body is None:
            body = etree.Element(f"{{{self._main}}}text")
            node.insert(0, body)
        for plain in body.findall("{*}t"):  # text without runs: make it the first run
            run = etree.SubElement(body, f"{{{self._main}}}r")
            run.append(plain)
        before = "\n" if len(body) else ""
        for said, bold in ((f"{before}{NOTE_MARK}\n", "<b/>"), (text, "")):
            look = f'{bold}<sz val="10"/><rFont val="Times New Roman"/>'
            (run,) = made(self._main, f'<r><rPr>{look}</rPr><t xml:space="preserve"/></r>')
            run[1].text = said
            body.append(run)

    def _author(self, root: etree._Element, name: str) -> str:
        authors = self._list(root, "authors")
        names = [node.text for node in authors]
        if name not in names:
            etree.SubElement(authors, f"{{{self._main}}}author").text = name
            names.append(name)
        return str(names.index(name))

    def _list(self, root: etree._Element, name: str) -> etree._Element:
        """Give a list of the comments part, made where a program left it out."""
        found = next(root.iter(f"{{*}}{name}"), None)
        if found is None:
            found = etree.Element(f"{{{self._main}}}{name}")
            root.insert(0 if name == "authors" else 1, found)
        return found

    def _prepare(self) -> str:
        """Make what the sheet lacks for notes; gives the part with their boxes."""
        package = self._package
        if not self._comments:
            self._comments = package.free_name("xl/commentsBdt{}.xml")
            package.relate(self._part, "comments", self._comments)
        if self._comments not in package:
            root = etree.fromstring(
                f'<comments xmlns="{self._main}"><authors/><commentList/></comments>'
            )
            package.put_tree(self._comments, root, _COMMENTS_TYPE)
        part = self._vml_part()
        if part in package:
            return part
        package.default_type("vml", _VML_TYPE)
        name = part or package.free_name("xl/drawings/vmlDrawingBdt{}.vml")
        package.put_bytes(name, NO_BOXES.encode())
        if not part:
            self._link(package.relate(self._part, "vmlDrawing", name))
        return name

    def _link(self, identity: str) -> None:
        root = self._sheet.root
        for old in root.findall(self._sheet.tag("legacyDrawing")):  # it leads nowhere
            root.remove(old)
        node = etree.Element(self._sheet.tag("legacyDrawing"))
        node.set(f"{{{self._package.relation_namespace}}}id", identity)
        put_before(node, root, _AFTER_LEGACY)
        self._sheet.on_change()

    def _vml_part(self) -> str:
        """Give the part that the sheet's `legacyDrawing` points to, or an empty text."""
        link = self._sheet.root.find(self._sheet.tag("legacyDrawing"))
        identity = "" if link is None else attribute(link, "id")
        relations = self._package.relations(self._part)
        return next((one.target for one in relations if one.id == identity), "")

    def _boxes(self, part: str) -> Boxes:
        text = as_utf8(self._package.bytes_of(part)).decode("utf-8", "replace")
        return Boxes(text, self._sheet)


def _cut(node: etree._Element) -> None:
    """Cut a note's text where ours begins."""
    ours = False
    for text in list(node.iter("{*}t")):
        if ours:
            text.text = ""
        elif mark := ANY_NOTE_MARK.search(text.text or ""):
            text.text = mark.string[: mark.start()].rstrip("\n")
            ours = True
    for run in list(node.iter("{*}r")):
        if not text_in(run):
            _remove(run)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _author_of(node: etree._Element | None, root: etree._Element) -> str:
    authors = [author.text or "" for author in root.iter("{*}author")]
    at = "" if node is None else node.get("authorId", "0")
    return authors[int(at)] if at.isdecimal() and int(at) < len(authors) else ""


class _Threads:
    """The conversations of one sheet."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._part = _first_related(package, part, "threadedComment")

    def remove_ours(self) -> None:
        """Take out what an earlier round said; what others said stays, also in answer to it."""
        for node in self._said():
            if ANY_NOTE_MARK.search(node.findtext("{*}text") or ""):
                _remove(node)
                self._package.changed(self._part)

    def reply(self, ref: str, author: str, text: str) -> str:
        """Say a text last in the conversation of a cell, if it has one.

        `author` is that of the cell's note; gives that of one which stands in for it, "" for none.
        """
        thread = [node for node in self._said() if plain_ref(node.get("ref")) == ref]
        if not thread:
            return ""
        named = (node for node in thread if f"{_STAND_IN}{node.get('id')}" == author)
        begun = (node for node in thread if not node.get("parentId"))
        first = str(next(chain(named, begun, thread)).get("id"))
        for node in thread:
            node.set("ref", ref)
        own = etree.Element(f"{{{_SPACE}}}threadedComment", ref=ref)
        days = [str(node.get("dT")) for node in thread if node.get("dT")]
        if days:
            own.set("dT", max(days))  # last in order; the file says the same each time it is made
        own.set("personId", self._person())
        own.set("id", _identity(f"{first} {text}"))
        own.set("parentId", first)
        etree.SubElement(own, f"{{{_SPACE}}}text").text = f"{NOTE_MARK}\n{text}"
        thread[-1].addnext(own)
        self._package.changed(self._part)
        return f"{_STAND_IN}{first}"

    def _said(self) -> list[etree._Element]:
        if not self._part:
            return []
        return list(self._package.tree(self._part).iterchildren("{*}threadedComment"))

    def _person(self) -> str:
        """Give the identity of who speaks, entered in the workbook's list of persons."""
        package, own = self._package, _identity(AUTHOR)
        part = _first_related(package, package.workbook_part, "person")
        if not part:
            part = package.free_name("xl/persons/personBdt{}.xml")
            package.put_tree(part, etree.Element(f"{{{_SPACE}}}personList"), _PERSONS_TYPE)
            package.relate(package.workbook_part, "person", part, _RELATIONS)
        root = package.tree(part)
        if own not in {node.get("id") for node in root}:
            about = {"displayName": AUTHOR, "id": own, "userId": AUTHOR, "providerId": "None"}
            etree.SubElement(root, f"{{{_SPACE}}}person", about)
            package.changed(part)
        return own


def _first_related(package: Package, part: str, kind: str) -> str:
    """Give the first part of a kind that a part leads to and that is there; "" for none."""
    return next((one for one in package.related(part, kind) if one in package), "")


def _identity(of: str) -> str:
    return f"{{{str(uuid5(NAMESPACE_URL, of)).upper()}}}"
