"""Notes on cells: texts by address in, the sheet's comments and their boxes changed.

A note that the agency wrote on the same cell stays, ours stands below it, and last in the cell's
conversation where it has one. The one surprising thing: the boxes are VML, which is not always
well-formed XML, so they are edited as text.
"""

from collections.abc import Mapping

from lxml import etree

from etl.workbook.annotate.note_boxes import Boxes
from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import SheetPart, made, plain_ref
from etl.workbook.annotate.threads import AUTHOR, Threads
from etl.workbook.annotate_keys import ANY_NOTE_MARK, NOTE_MARK
from etl.workbook.issued.package.zip_parts import as_utf8

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_LEGACY = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"),
    *("tableParts", "extLst"),
)


class Notes:
    """The notes of one sheet."""

    def __init__(self, package: Package, part: str, sheet: SheetPart) -> None:
        self._package, self._part, self._sheet = package, part, sheet
        found = package.related(part, "comments")
        self._comments = found[0] if found else ""
        self._threads = Threads(package, part)

    def remove_ours(self) -> None:
        """Take off what an earlier round wrote; notes of the agency stay."""
        self._threads.remove_ours()
        if self._comments not in self._package:
            return
        root = self._package.tree(self._comments)
        gone = []
        for node in list(root.iter("{*}comment")):
            text = "".join(t.text or "" for t in node.iter("{*}t"))
            if not ANY_NOTE_MARK.search(text):
                continue
            _cut(node)
            if not "".join(t.text or "" for t in node.iter("{*}t")).strip():
                gone.append(plain_ref(node.get("ref")))
                _parent(node).remove(node)
            self._package.changed(self._comments)
        for boxes, part in self._boxes():
            boxes.remove(gone)
            self._package.put_bytes(part, boxes.text.encode())

    def write(self, texts: Mapping[str, str]) -> None:
        """Add one text to each cell's note."""
        if not texts:
            return
        self._prepare()
        root = self._package.tree(self._comments)
        listed = self._list(root, "commentList")
        known = {plain_ref(node.get("ref")): node for node in listed}
        boxes, part = self._boxes()[0]
        for ref, text in texts.items():
            author = self._threads.reply(ref, _author_of(known.get(ref), root), text)
            if ref not in known:
                known[ref] = etree.SubElement(
                    listed,
                    f"{{{self._main}}}comment",
                    ref=ref,
                    authorId=self._author(root, author or AUTHOR),
                )
            known[ref].set("ref", ref)
            self._append(known[ref], text)
            if not boxes.has(ref):
                boxes.add(ref, text)
        self._package.put_bytes(part, boxes.text.encode())
        self._package.changed(self._comments)

    @property
    def _main(self) -> str:
        return self._sheet.namespace

    def _append(self, node: etree._Element, text: str) -> None:
        body = next(node.iter("{*}text"), None)
        if body is None:
            body = etree.Element(f"{{{self._main}}}text")
            node.insert(0, body)
        for plain in body.findall("{*}t"):  # text without runs: make it the first run
            run = etree.SubElement(body, f"{{{self._main}}}r")
            run.append(plain)
        before = "\n" if len(body) else ""
        self._run(body, f"{before}{NOTE_MARK}\n", bold=True)
        self._run(body, text, bold=False)

    def _run(self, body: etree._Element, text: str, *, bold: bool) -> None:
        look = f'{"<b/>" * bold}<sz val="10"/><rFont val="Times New Roman"/>'
        (run,) = made(self._main, f'<r><rPr>{look}</rPr><t xml:space="preserve"/></r>')
        run[1].text = text
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

    def _prepare(self) -> None:
        """Make the comments part and the part with their boxes when the sheet has none."""
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
        if part not in package:
            package.default_type("vml", _VML_TYPE)
            name = part or package.free_name("xl/drawings/vmlDrawingBdt{}.vml")
            package.put_bytes(name, Boxes.empty().encode())
            if not part:
                self._link(package.relate(self._part, "vmlDrawing", name))

    def _link(self, identity: str) -> None:
        root = self._sheet.root
        for old in root.findall(self._sheet.tag("legacyDrawing")):  # it leads nowhere
            root.remove(old)
        node = etree.Element(self._sheet.tag("legacyDrawing"))
        node.set(f"{{{self._package.relation_namespace}}}id", identity)
        for name in _AFTER_LEGACY:
            following = root.find(self._sheet.tag(name))
            if following is not None:
                following.addprevious(node)
                break
        else:
            root.append(node)
        self._sheet.on_change()

    def _vml_part(self) -> str:
        """Give the part that the sheet's `legacyDrawing` points to, or an empty text."""
        link = self._sheet.root.find(self._sheet.tag("legacyDrawing"))
        if link is None:
            return ""
        identity = next((str(v) for k, v in link.attrib.items() if str(k).endswith("}id")), "")
        for relation in self._package.relations(self._part):
            if relation.id == identity:
                return relation.target
        return ""

    def _boxes(self) -> list[tuple[Boxes, str]]:
        part = self._vml_part()
        if not part or part not in self._package:
            return []
        text = as_utf8(self._package.bytes_of(part)).decode("utf-8", "replace")
        return [(Boxes(text, self._sheet), part)]


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
        if not "".join(t.text or "" for t in run.iter("{*}t")):
            _parent(run).remove(run)


def _author_of(node: etree._Element | None, root: etree._Element) -> str:
    authors = [author.text or "" for author in root.iter("{*}author")]
    at = "" if node is None else node.get("authorId", "0")
    return authors[int(at)] if at.isdecimal() and int(at) < len(authors) else ""


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    if parent is None:
        raise ValueError("the root of a part has no parent")
    return parent
