"""The Word edition: the form of official letters, and how it looks on paper."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from pypdf import PdfReader

from etl.report import Built


@pytest.fixture
def document(signed: Built) -> Document:
    return docx.Document(str(signed.files["docx"]))


def letterhead(document: Document) -> str:
    cells = document.tables[0].rows[0].cells
    return "\n".join(p.text for cell in cells for p in cell.paragraphs)


def test_pages_are_a4_with_the_margins_of_the_decree(document: Document) -> None:
    for section in document.sections:
        sides = sorted((section.page_width, section.page_height))
        assert [round(side.cm, 1) for side in sides] == [21.0, 29.7]
        assert Cm(2) <= section.top_margin <= Cm(2.5)
        assert Cm(2) <= section.bottom_margin <= Cm(2.5)
        assert Cm(3) <= section.left_margin <= Cm(3.5)
        assert Cm(1.5) <= section.right_margin <= Cm(2)


def test_the_body_is_times_new_roman_justified_and_indented(document: Document) -> None:
    normal = document.styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert normal.font.size in (Pt(13), Pt(14))
    form = normal.paragraph_format
    assert form.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert Cm(1) <= form.first_line_indent <= Cm(1.27)
    assert form.space_after >= Pt(6)


def test_the_letterhead_has_its_parts(document: Document) -> None:
    text = letterhead(document)
    for part in (
        "UBND TỈNH LẠNG SƠN",
        "BAN DÂN TỘC",
        "Số: 05/BC-BDT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lạng Sơn, ngày 08 tháng 01 năm 2021",
    ):
        assert part in text
    assert "DỰ THẢO" not in text


def test_a_draft_says_so_and_has_neither_number_nor_date(draft: Built) -> None:
    document = docx.Document(str(draft.files["docx"]))
    text = letterhead(document)
    assert "DỰ THẢO" in text
    assert "Số:       /BC-BDT" in text
    assert "2021" not in text.splitlines()[-1]


def test_headings_are_real_headings(document: Document) -> None:
    styles = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert styles["I. TÌNH HÌNH CHUNG"] == "Heading 2"
    assert styles["1. Chương trình 135 về đầu tư cơ sở hạ tầng"] == "Heading 3"
    assert styles["Phụ lục I"] == "Heading 1"


def test_page_numbers_stand_at_the_top_and_not_on_the_first_page(document: Document) -> None:
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert section.header.paragraphs[0].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert "PAGE" not in section.first_page_header._element.xml
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_each_appendix_is_a_section_and_names_its_report(document: Document) -> None:
    appendices = [p for p in document.paragraphs if p.text.startswith("Phụ lục ") and p.style]
    titles = [p.text for p in appendices if p.style and p.style.name == "Heading 1"]
    assert titles == ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV", "Phụ lục V"]
    assert len(document.sections) == 1 + len(titles)
    under = "(Kèm theo Báo cáo số 05/BC-BDT ngày 08 tháng 01 năm 2021 của Ban Dân tộc)"
    assert [p.text for p in document.paragraphs].count(under) == len(titles)
    assert document.sections[3].orientation == WD_ORIENT.LANDSCAPE


def test_tables_repeat_their_header_rows(document: Document) -> None:
    headers = {"Khởi công mới": 2, "Cách tính": 1}  # how many rows each has
    found = [
        (table, rows)
        for table in document.tables
        for word, rows in headers.items()
        if word in [cell.text for row in table.rows[:rows] for cell in row.cells]
    ]
    assert len(found) == len(headers)
    for table, rows in found:
        repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert repeated == [True] * rows + [False] * (len(repeated) - rows)


def test_charts_are_described_in_words(document: Document) -> None:
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 4
    for picture in pictures:
        assert picture.get("descr", "").startswith("Biểu đồ cột: ")
        assert "cao nhất" in picture.get("descr", "")


def test_the_signature_leaves_room_and_recipients_end_with_the_archive(document: Document) -> None:
    table = next(t for t in document.tables if "Nơi nhận:" in t.rows[0].cells[0].text)
    left, right = table.rows[0].cells
    assert left.paragraphs[-1].text == "- Lưu: VT."
    assert right.paragraphs[0].text == "TRƯỞNG BAN"
    assert right.paragraphs[-1].text == ""
    assert "{" not in document.element.xml.replace("{0", "")


def test_all_parts_of_the_package_bear_one_date(signed: Built) -> None:
    with zipfile.ZipFile(signed.files["docx"]) as package:
        assert {info.date_time[0] for info in package.infolist()} == {1980}


def test_on_paper_it_has_its_pages_and_its_words(signed: Built, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is needed to render the Word edition: apt-get install libreoffice"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(signed.files["docx"])]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    pages = PdfReader(tmp_path / f"{signed.files['docx'].stem}.pdf").pages
    assert 9 <= len(pages) <= 14
    texts = [page.extract_text() for page in pages]
    assert "BÁO CÁO" in texts[0]
    assert not texts[0].lstrip().startswith("1")
    assert texts[1].lstrip().startswith("2")
    wide = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) == 1
