"""Conversations on the cells of one sheet: texts by address in, replies in the sheet's threads out.

Newer Excels show a conversation of a cell and nothing of the old note below it, which they keep as
a stand-in for older programs. The one surprising thing: either may be without the other, where
another program dropped it; a note that stands in for nothing is a note like any other.
"""

from itertools import chain
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import plain_ref
from etl.workbook.annotate_keys import ANY_NOTE_MARK, NOTE_MARK

AUTHOR = "Cơ quan tổng hợp"
_SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_RELATIONS = "http://schemas.microsoft.com/office/2017/10/relationships"
_PERSONS_TYPE = "application/vnd.ms-excel.person+xml"
_STAND_IN = "tc="  # author of a note that stands in for the thread of that id


class Threads:
    """The conversations of one sheet."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        found = package.related(part, "threadedComment")
        self._part = next((one for one in found if one in package), "")

    def remove_ours(self) -> None:
        """Take out what an earlier round said; what others said stays, also in answer to it."""
        for node in list(self._said()):
            parent = node.getparent()
            if parent is not None and ANY_NOTE_MARK.search(node.findtext("{*}text") or ""):
                parent.remove(node)
                self._package.changed(self._part)

    def reply(self, ref: str, author: str, text: str) -> str:
        """Say a text last in the conversation of a cell, if it has one.

        `author` is that of the note on the cell. Gives the author of a note that stands in for the
        conversation, "" where there is none.
        """
        thread = [node for node in self._said() if plain_ref(node.get("ref")) == ref]
        if not thread:
            return ""
        named = (node for node in thread if f"{_STAND_IN}{node.get('id')}" == author)
        begun = (node for node in thread if not node.get("parentId"))
        first = next(chain(named, begun, thread))
        for node in thread:
            node.set("ref", ref)
        own = etree.Element(f"{{{_SPACE}}}threadedComment", ref=ref)
        days = [str(node.get("dT")) for node in thread if node.get("dT")]
        if days:
            own.set("dT", max(days))  # last in order; the file says the same each time it is made
        own.set("personId", self._person())
        own.set("id", _identity(f"{first.get('id')} {text}"))
        own.set("parentId", str(first.get("id")))
        etree.SubElement(own, f"{{{_SPACE}}}text").text = f"{NOTE_MARK}\n{text}"
        thread[-1].addnext(own)
        self._package.changed(self._part)
        return f"{_STAND_IN}{first.get('id')}"

    def _said(self) -> list[etree._Element]:
        if not self._part:
            return []
        return list(self._package.tree(self._part).iterchildren("{*}threadedComment"))

    def _person(self) -> str:
        """Give the identity of who speaks, entered in the workbook's list of persons."""
        package, own = self._package, _identity(AUTHOR)
        lists = package.related(package.workbook_part, "person")
        part = next((one for one in lists if one in package), "")
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


def _identity(of: str) -> str:
    return f"{{{str(uuid5(NAMESPACE_URL, of)).upper()}}}"
