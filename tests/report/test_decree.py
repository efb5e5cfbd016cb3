"""The form of official letters (Nghị định 30/2020/NĐ-CP, Phụ lục I), element by element."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from lxml import etree

from etl.report import Content
from etl.report.charts import text_width_pt
from etl.report.docx import write_docx
from etl.report.docx_parts import SCHEMA_ORDER

MADE = dt.datetime(2021, 1, 8, tzinfo=dt.UTC)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
Letter = Callable[..., Document]


@pytest.fixture
def letter(content: Content, tmp_path: Path) -> Letter:
    """Give a function that writes the small year's report under a changed letterhead."""

    def write(**changes: Any) -> Document:
        signed = {"number": "05", "signed_on": dt.date(2021, 1, 8)} | changes
        changed = replace(content, letterhead=replace(content.letterhead, **signed))
        write_docx(changed, tmp_path / "a.docx", made_at=MADE)
        return docx.Document(str(tmp_path / "a.docx"))

    return write


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Give the paragraphs of the body and of the letter's own tables, in no special order."""
    yield from document.paragraphs
    for table in (document.tables[0], signature(document)):
        for cell in table.rows[0].cells:
            yield from cell.paragraphs


def signature(document: Document) -> Any:
    return next(t for t in document.tables if "Nơi nhận:" in t.rows[0].cells[0].text)


def look(document: Document, text: str) -> tuple[float, bool, bool, Any]:
    """Give size in points, bold, italic and alignment of the paragraph with a text."""
    found = next(p for p in paragraphs(document) if p.text == text)
    (run,) = [run for run in found.runs if run.text]
    style = found.style
    assert style is not None
    size = run.font.size or style.font.size
    assert size is not None
    bold = run.bold if run.bold is not None else bool(style.font.bold)
    italic = run.italic if run.italic is not None else bool(style.font.italic)
    alignment = found.paragraph_format.alignment
    if alignment is None:
        alignment = style.paragraph_format.alignment
    return size.pt, bold, italic, alignment


@pytest.mark.parametrize(
    ("text", "sizes", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
        ("UBND TỈNH LẠNG SƠN", (12, 13), False, False),
        ("BAN DÂN TỘC", (12, 13), True, False),
        ("Số: 05/BC-BDT", (13, 13), False, False),
        ("Lạng Sơn, ngày 08 tháng 01 năm 2021", (13, 14), False, True),
        ("BÁO CÁO", (13, 14), True, False),
        ("Kết quả thực hiện công tác dân tộc năm 2020;", (13, 14), True, False),
        ("phương hướng, nhiệm vụ năm 2021", (13, 14), True, False),
        ("Phụ lục I", (14, 14), True, False),
        (
            "(Kèm theo Báo cáo số 05/BC-BDT ngày 08 tháng 01 năm 2021 của Ban Dân tộc)",
            (13, 14),
            False,
            True,
        ),
        ("TRƯỞNG BAN", (13, 14), True, False),
    ],
)
def test_each_element_has_its_size_and_weight_and_stands_in_the_middle(
    letter: Letter, text: str, sizes: tuple[int, int], bold: bool, italic: bool
) -> None:
    size, is_bold, is_italic, alignment = look(letter(), text)
    assert sizes[0] <= size <= sizes[1]
    assert (is_bold, is_italic, alignment) == (bold, italic, CENTRE)


def test_recipients_are_bold_italic_at_12_and_entries_at_11(letter: Letter) -> None:
    document = letter()
    assert look(document, "Nơi nhận:")[:3] == (12, True, True)
    entries = signature(document).rows[0].cells[0].paragraphs[1:]
    assert all(p.text.startswith("- ") and p.runs[0].font.size == Pt(11) for p in entries)
    assert [p.text[-1] for p in entries] == [";"] * (len(entries) - 1) + ["."]
    assert entries[-1].text == "- Lưu: VT."


@pytest.mark.parametrize(
    ("number", "day", "line", "date"),
    [
        ("05", dt.date(2021, 1, 8), "Số: 05/BC-BDT", "ngày 08 tháng 01 năm 2021"),
        ("12", dt.date(2021, 2, 28), "Số: 12/BC-BDT", "ngày 28 tháng 02 năm 2021"),
        ("112", dt.date(2021, 12, 9), "Số: 112/BC-BDT", "ngày 09 tháng 12 năm 2021"),
        ("99", dt.date(2021, 3, 10), "Số: 99/BC-BDT", "ngày 10 tháng 3 năm 2021"),
    ],
)
def test_zeros_lead_where_the_decree_wants_them(
    letter: Letter, number: str, day: dt.date, line: str, date: str
) -> None:
    document = letter(number=number, signed_on=day)
    said = [p.text for p in paragraphs(document)]
    assert line in said
    assert f"Lạng Sơn, {date}" in said


def rules(document: Document) -> dict[str, float]:
    """Give the length in points of the rule under each line that has one."""
    page = document.sections[0]
    text = (page.page_width - page.left_margin - page.right_margin) / Pt(1)
    inside = Cm(0.4) / Pt(1)  # the margins of a cell
    left, right = document.tables[0].rows[0].cells
    blocks = [(left.width / Pt(1) - inside, left.paragraphs)]
    blocks += [(right.width / Pt(1) - inside, right.paragraphs), (text, document.paragraphs)]
    found = {}
    for room, lines in blocks:
        for above, line in pairwise(lines):
            borders = line._p.find(f".//{qn('w:pBdr')}")
            if borders is not None and borders.find(qn("w:bottom")) is None:
                form = line.paragraph_format
                found[above.text] = room - form.left_indent.pt - form.right_indent.pt
    return found


def test_rules_are_as_long_as_the_decree_says(letter: Letter) -> None:
    drawn = rules(letter())
    motto = drawn["Độc lập - Tự do - Hạnh phúc"]
    assert motto == pytest.approx(
        text_width_pt("Độc lập - Tự do - Hạnh phúc", 14, bold=True), abs=1
    )
    agency = drawn["BAN DÂN TỘC"] / text_width_pt("BAN DÂN TỘC", 13, bold=True)
    assert 1 / 3 <= agency <= 1 / 2
    subject = max(
        text_width_pt(line, 14, bold=True)
        for line in (
            "Kết quả thực hiện công tác dân tộc năm 2020;",
            "phương hướng, nhiệm vụ năm 2021",
        )
    )
    assert 1 / 3 <= drawn["phương hướng, nhiệm vụ năm 2021"] / subject <= 1 / 2


def test_a_deputy_signs_for_the_head_with_the_name_alone(letter: Letter) -> None:
    authority = ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")
    document = letter(authority=authority, signatory="Người Ký Minh Họa")
    lines = [p.text for p in signature(document).rows[0].cells[1].paragraphs]
    assert lines[:2] == list(authority)
    assert lines[2:-1] == [""] * 4  # room to sign and to seal
    assert lines[-1] == "Người Ký Minh Họa"
    assert look(document, "Người Ký Minh Họa") == (14, True, False, CENTRE)


@pytest.mark.parametrize(
    ("addressees", "lines"),
    [
        ((), []),
        (("UBND tỉnh Lạng Sơn",), ["Kính gửi: UBND tỉnh Lạng Sơn."]),
        (("Ủy ban Dân tộc", "UBND tỉnh"), ["Kính gửi:", "- Ủy ban Dân tộc;", "- UBND tỉnh."]),
    ],
)
def test_a_report_upward_names_whom_it_is_for(
    letter: Letter, addressees: tuple[str, ...], lines: list[str]
) -> None:
    document = letter(addressees=addressees)
    said = [p.text for p in document.paragraphs]
    start = said.index("BÁO CÁO")
    body = next(n for n, text in enumerate(said) if text.startswith("Thực hiện chế độ"))
    assert [text for text in said[start + 3 : body] if text] == lines


def test_the_body_ends_with_the_mark_of_the_end(letter: Letter) -> None:
    said = [p.text for p in letter().paragraphs]
    first_appendix = said.index("Phụ lục I")
    ends = [n for n, text in enumerate(said) if text.endswith("./.")]
    assert len(ends) == 1
    assert not any(said[ends[0] + 1 : first_appendix])


def test_page_numbers_are_arabic_of_13_to_14_points_and_each_appendix_counts_anew(
    letter: Letter,
) -> None:
    for section in letter().sections:
        (paragraph,) = section.header.paragraphs
        assert paragraph.runs[0].font.size in (Pt(13), Pt(14))
        (numbers,) = section._sectPr.findall(qn("w:pgNumType"))
        assert (numbers.get(qn("w:start")), numbers.get(qn("w:fmt"))) == ("1", None)
        assert section.header_distance < section.top_margin
        assert section.different_first_page_header_footer


def test_body_paragraphs_are_justified_with_a_first_line_of_a_centimetre_or_more(
    letter: Letter,
) -> None:
    document = letter()
    normal = document.styles["Normal"].paragraph_format
    body = [
        p for p in document.paragraphs if p.style and p.style.name == "Normal" and len(p.text) > 120
    ]
    assert body
    for paragraph in body:
        form = paragraph.paragraph_format
        assert (form.alignment or normal.alignment) == WD_ALIGN_PARAGRAPH.JUSTIFY
        indent = (
            normal.first_line_indent if form.first_line_indent is None else form.first_line_indent
        )
        after = normal.space_after if form.space_after is None else form.space_after
        assert indent is not None
        assert Cm(1) <= indent <= Cm(1.27)
        assert after is not None
        assert after >= Pt(6)


def test_all_text_is_black_times_new_roman(letter: Letter, tmp_path: Path) -> None:
    letter()
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        parts = [
            etree.fromstring(package.read(n))
            for n in package.namelist()
            if n.endswith("document.xml")
        ]
        styles = etree.fromstring(package.read("word/styles.xml"))
    assert parts
    for part in parts:
        assert not list(part.iter(qn("w:color")))
        assert {f.get(qn("w:ascii")) for f in part.iter(qn("w:rFonts"))} <= {"Times New Roman"}
    named = {s.get(qn("w:styleId")): s for s in styles.iter(qn("w:style"))}
    faces = {f.get(qn("w:ascii")) for f in named["Normal"].iter(qn("w:rFonts"))}
    assert faces == {"Times New Roman"}
    for part in parts:
        used = {e.get(qn("w:val")) for e in part.iter(qn("w:pStyle"))}
        assert used
        for style in used:
            fonts = {f.get(qn("w:ascii")) for f in named[style].iter(qn("w:rFonts"))}
            assert fonts <= {"Times New Roman"}, style
            assert {c.get(qn("w:val")) for c in named[style].iter(qn("w:color"))} <= {"000000"}


def test_word_finds_every_property_where_its_schema_wants_it(letter: Letter) -> None:
    body = letter().element.body
    for name, order in SCHEMA_ORDER.items():
        ranks = {qn(f"w:{child}"): rank for rank, child in enumerate(order.split())}
        found = list(body.iter(qn(f"w:{name}")))
        assert found, name
        for parent in found:
            children = [ranks[child.tag] for child in parent]
            assert children == sorted(children), etree.tostring(parent)
            single = [child.tag for child in parent if "Reference" not in child.tag]
            assert len(single) == len(set(single)), etree.tostring(parent)


def test_a_long_title_of_an_appendix_breaks_in_its_middle(letter: Letter) -> None:
    said = [p.text for p in letter().paragraphs]
    at = said.index("Phụ lục I")
    title = "KẾT QUẢ THỰC HIỆN CHƯƠNG TRÌNH 135 VỀ ĐẦU TƯ CƠ SỞ HẠ TẦNG NĂM 2020"
    assert " ".join(said[at + 1 : at + 3]) == title
    widths = [text_width_pt(line, 14, bold=True) for line in said[at + 1 : at + 3]]
    assert min(widths) > 0.7 * max(widths)
    assert not said[at + 2][0].isdigit()
    assert said[said.index("Phụ lục IV") + 1] == "DÂN SỐ DÂN TỘC THIỂU SỐ NĂM 2020"


def test_the_number_of_a_document_is_never_broken_at_its_hyphen(letter: Letter) -> None:
    document = letter()
    (rate,) = [p for p in document.paragraphs if p.text.startswith("Tỷ lệ hộ nghèo DTTS năm")]
    assert "Quyết định số 59/2015/QĐ-TTg." in rate.text
    assert list(rate._p.iter(qn("w:noBreakHyphen")))
    assert not any("QĐ-TTg" in (text.text or "") for text in rate._p.iter(qn("w:t")))
