"""What xl/workbook.xml says: the parts of the sheets, the defined names, the links to others.

In: the bytes of the part and of its relationships. The one surprising thing: thousands of returns
have the very same outline, so it is remembered by its bytes.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# parts by what leads to them
_USUAL = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
_MACROS = ("/xlMacrosheet", "/xlIntlMacrosheet")
# of parts that the gate has let through; it takes what can be read of faulty ones
LENIENT = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
_MOST_REMEMBERED = 64
_LARGEST_REMEMBERED = 1 << 16  # bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of one workbook by what they are."""

    sheets: Mapping[str, str] = field(default_factory=dict)  # name -> part
    names: Mapping[str, str] = field(default_factory=dict)  # defined name -> what it refers to
    links: tuple[str, ...] = ()  # parts of links to other files and programs, in order
    is_to_be_computed: bool = False  # by whoever opens it: its writer did not
    macros: frozenset[str] = frozenset()  # names of sheets of macros (Excel 4), which hold no data
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # usual name -> part of another name


def read_outline(workbook: bytes, relationships: bytes) -> Outline:
    """Read the outline of a workbook; an empty one when the part cannot be read at all."""
    is_large = len(workbook) + len(relationships) > _LARGEST_REMEMBERED
    return (_read if is_large else _remembered)(workbook, relationships)


def _read(workbook: bytes, relationships: bytes) -> Outline:
    root, rels = _tree(workbook), _tree(relationships)
    if root is None:
        return Outline()
    targets: dict[str | None, str] = {}
    macros: set[str | None] = set()
    kinds: dict[str, set[str]] = {kind: set() for kind in _USUAL}
    for rel in () if rels is None else rels:
        identity, target, kind = rel.get("Id"), rel.get("Target") or "", rel.get("Type") or ""
        targets[identity] = "" if identity in targets else target  # given twice, it leads nowhere
        if kind.endswith(_MACROS):
            macros.add(identity)
        if (kind := kind.rpartition("/")[2]) in kinds:
            kinds[kind].add(part_of(target))

    def part(node: etree._Element) -> str:
        if sum(etree.QName(str(name)).localname == "id" for name in node.attrib) > 1:
            return ""  # readers disagree about which of them counts
        target = targets.get(_identity(node), "")
        return part_of(target) if target else ""

    sheets = [(sheet.get("name") or "", sheet) for sheet in root.iter("{*}sheet")]
    return Outline(
        {name: part(sheet) for name, sheet in sheets},
        {name.get("name") or "": (name.text or "").strip() for name in root.iter("{*}definedName")},
        tuple(part(link) for link in root.iter("{*}externalReference")),
        any(one.get("fullCalcOnLoad") in ("1", "true") for one in root.iter("{*}calcPr")),
        frozenset(name for name, sheet in sheets if _identity(sheet) in macros),
        {
            _USUAL[kind]: next(iter(parts))
            for kind, parts in kinds.items()
            if len(parts) == 1 and parts != {_USUAL[kind]}
        },
    )


@lru_cache(maxsize=_MOST_REMEMBERED)
def main_parts(relationships: bytes) -> frozenset[str]:
    """Give what the relationships of a package name as its workbook: one part, or none."""
    rels = _tree(relationships)
    return frozenset(
        posixpath.normpath((rel.get("Target") or "").lstrip("/"))
        for rel in (() if rels is None else rels)
        if (rel.get("Type") or "").endswith("/officeDocument")
    )


def _identity(node: etree._Element) -> str | None:
    return node.get(_OFFICE) or node.get(_STRICT)


_remembered = lru_cache(maxsize=_MOST_REMEMBERED)(_read)


def part_of(target: str) -> str:
    """Give the part that a relationship of the workbook leads to."""
    target = target.replace("\\", "/")
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _tree(content: bytes) -> etree._Element | None:
    return etree.fromstring(content, LENIENT) if content.strip() else None
