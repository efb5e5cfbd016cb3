"""An Office package as its parts: an .xlsx or .xlsm file in, the same file with some parts changed.

Parts that nobody asks to change keep their bytes. The one surprising thing: a part is written
anew only after `changed`, so reading a part never alters it. Names of parts are the same in
capitals and small letters, as they are to Excel; each keeps the spelling that it came with.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from etl.errors import ReportingError
from etl.workbook.annotate.sheet_part import MAIN, SheetPart, attribute, text_in
from etl.workbook.issued.package import zip_parts
from etl.workbook.issued.package.zip_parts import RefusedError, plain_name

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
TYPES_PART = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of parts that we add: the same input gives the same bytes


class PackageError(ReportingError):
    """A file that is no Office package that this project can edit."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: its id, its kind (last word of the type) and its target part."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of one workbook, to be read, changed and written."""

    def __init__(self, parts: dict[str, bytes], infos: dict[str, ZipInfo]) -> None:
        self._parts = parts
        self._infos = infos
        self._trees: dict[str, etree._Element] = {}
        self._changed: set[str] = set()
        self._spelled = {plain_name(name): name for name in parts}

    def _name(self, part: str) -> str:
        """Give the name of a part as this package spells it."""
        return self._spelled.get(plain_name(part), part)

    @classmethod
    def read(cls, path: Path) -> Package:
        """Read a package that was checked for safety before; raises `PackageError` otherwise."""
        try:
            with ZipFile(path) as archive:
                infos = {plain_spelling(info.filename): info for info in archive.infolist()}
                parts = {name: archive.read(info) for name, info in infos.items()}
        except (BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            # the last is what zipfile says of a way of packing that it does not know
            raise PackageError(f"{path.name}: {error}") from error
        package = cls(parts, infos)
        if TYPES_PART not in package:
            raise PackageError(f"{path.name}: no {TYPES_PART}")
        return package

    def write(self, path: Path) -> None:
        """Write the package; parts that did not change keep their bytes and dates."""
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name in self._parts:
                info = self._infos.get(name) or ZipInfo(name, _EPOCH)
                fresh = ZipInfo(name, info.date_time)
                fresh.compress_type = ZIP_DEFLATED
                fresh.external_attr = info.external_attr
                archive.writestr(fresh, self.bytes_of(name))

    # parts

    def __contains__(self, part: str) -> bool:
        return self._name(part) in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def bytes_of(self, part: str) -> bytes:
        """Give a part as it would be written."""
        part = self._name(part)
        if part in self._changed:
            return etree.tostring(
                self._trees[part], xml_declaration=True, encoding="UTF-8", standalone=True
            )
        return self._parts[part]

    def put_bytes(self, part: str, content: bytes) -> None:
        """Replace or add a part."""
        part = self._name(part)
        self._parts[part] = content
        self._trees.pop(part, None)
        self._changed.discard(part)

    def tree(self, part: str) -> etree._Element:
        """Give the XML of a part; call `changed` after changing it."""
        part = self._name(part)
        if part not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            try:
                content = zip_parts.as_utf8(self._parts[part])
                zip_parts.refuse_declarations(content)
                self._trees[part] = etree.fromstring(content, parser)
            except (KeyError, RefusedError, etree.XMLSyntaxError) as error:
                raise PackageError(f"{part}: {error}") from error
        return self._trees[part]

    def put_tree(self, part: str, root: etree._Element, content_type: str) -> None:
        """Add a part with its content type."""
        self._parts[part] = b""
        self._trees[part] = root
        self._changed.add(part)
        self._spelled[plain_name(part)] = part
        if not self._typed(part):
            typed = {"PartName": f"/{part}", "ContentType": content_type}
            etree.SubElement(self.tree(TYPES_PART), f"{{{_TYPES}}}Override", typed)
            self.changed(TYPES_PART)

    def _typed(self, part: str) -> list[etree._Element]:
        """List what gives a part its own content type."""
        types, typed = self.tree(TYPES_PART), plain_name(part)
        return [one for one in types if plain_name(one.get("PartName") or "") == typed]

    def changed(self, part: str) -> None:
        """Say that the tree of a part was changed."""
        self._changed.add(self._name(part))

    def remove(self, part: str) -> None:
        """Drop a part, its relationships and its content type."""
        for name in (self._name(part), self._relations_part(part)):
            self._parts.pop(name, None)
            self._trees.pop(name, None)
            self._changed.discard(name)
            self._spelled.pop(plain_name(name), None)
        for node in self._typed(part):
            self.tree(TYPES_PART).remove(node)
            self.changed(TYPES_PART)

    def default_type(self, extension: str, content_type: str) -> None:
        """Make sure that parts with an extension have a content type."""
        types = self.tree(TYPES_PART)
        if extension not in {str(node.get("Extension", "")).lower() for node in types}:
            typed = {"Extension": extension, "ContentType": content_type}
            types.insert(0, etree.Element(f"{{{_TYPES}}}Default", typed))
            self.changed(TYPES_PART)

    def free_name(self, pattern: str) -> str:
        """Give the first part name of a pattern such as `xl/comments{}.xml` that is not taken."""
        return next(name for name in map(pattern.format, count(1)) if name not in self)

    # relationships

    def relations(self, part: str) -> list[Relation]:
        """List the internal relationships of a part; `""` is the package itself."""
        name = self._relations_part(part)
        if name not in self._parts:
            return []
        return [
            Relation(
                id=str(node.get("Id")),
                kind=str(node.get("Type")).rsplit("/", 1)[-1],
                target=self._target(part, str(node.get("Target"))),
            )
            for node in self.tree(name)
            if node.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> list[str]:
        """List the targets of a part's relationships of a kind, such as `comments`."""
        return [relation.target for relation in self.relations(part) if relation.kind == kind]

    def relate(self, part: str, kind: str, target: str, base: str = "") -> str:
        """Add a relationship and give its id; `base` is what its type begins with, if not usual."""
        name = self._relations_part(part)
        if name not in self._parts:
            self._parts[name] = b""
            self._trees[name] = etree.fromstring(f'<Relationships xmlns="{_RELATIONS}"/>')
        root = self.tree(name)
        taken = {str(node.get("Id")) for node in root}
        identity = next(one for one in map("rIdBdt{}".format, count(1)) if one not in taken)
        is_strict = any(_STRICT in str(node.get("Type")) for node in root)
        base = base or (_STRICT if is_strict else RELATION)
        about = {"Id": identity, "Type": f"{base}/{kind}", "Target": f"/{target}"}
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", about)
        self.changed(name)
        return identity

    def unrelate(self, part: str, target: str) -> None:
        """Drop a part's relationships to a target."""
        name = self._relations_part(part)
        for node in list(self.tree(name)):
            if self._target(part, str(node.get("Target"))) == self._name(target):
                self.tree(name).remove(node)
                self.changed(name)

    def _relations_part(self, part: str) -> str:
        folder, name = posixpath.split(part)
        return self._name(posixpath.join(folder, "_rels", f"{name}.rels"))

    def _target(self, part: str, target: str) -> str:
        """Give the part that a relationship of another leads to."""
        target = target.replace("\\", "/")
        if not target.startswith("/"):
            target = posixpath.join(posixpath.dirname(part), target)
        return self._name(posixpath.normpath(target.lstrip("/")))

    # the workbook

    @property
    def workbook_part(self) -> str:
        """The part that lists the sheets; raises `PackageError` when there is none."""
        for target in self.related("", "officeDocument"):
            return target
        raise PackageError("no workbook part")

    def sheet_parts(self) -> dict[str, str]:
        """Give the part of each sheet by its name, in the order of the tabs."""
        by_id = {relation.id: relation.target for relation in self.relations(self.workbook_part)}
        return {
            str(node.get("name")): by_id[attribute(node, "id")]
            for node in self.tree(self.workbook_part).iter("{*}sheet")
            if attribute(node, "id") in by_id
        }

    def sheet(self, name: str) -> SheetPart:
        """Open a sheet for reading and changing cells; raises `PackageError` when it is absent."""
        part = self.sheet_parts().get(name, "")
        if not part:
            raise PackageError(f"no sheet {name!r} among {list(self.sheet_parts())}")
        shared = self.related(self.workbook_part, "sharedStrings")[:1]
        strings = [text_in(one) for strings_part in shared for one in self.tree(strings_part)]
        return SheetPart(self.tree(part), lambda: self.changed(part), strings)

    @property
    def relation_namespace(self) -> str:
        """The namespace of attributes that name a relationship (transitional or strict)."""
        return RELATION if self.main == MAIN else _STRICT

    @property
    def main(self) -> str:
        """The namespace of the workbook's own elements (transitional or strict)."""
        return etree.QName(self.tree(self.workbook_part)).namespace or MAIN


def plain_spelling(name: str) -> str:
    """Give the name of an entry with the slashes of a package; LibreOffice finds no other."""
    return name.replace("\\", "/").removeprefix("/")
