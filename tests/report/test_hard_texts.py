"""Texts with every sign that means something to a file: printed as written, never obeyed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import html as lxml_html
from small_year import correct, send_small_year

from etl import warehouse
from etl.report import compose, render

HARD = (
    """=cmd|' /C x'!A0 </w:t></p><script>x</script> &amp; {{ 7*7 }} {% x %} %s :ten """
    """\\u0000 _x000D_ "n" 𝄞😀 Cán bô\u0323"""
)
UNPRINTABLE = "\x01\x08\x1b\x7f\ufffe\u202e"


@pytest.mark.parametrize("hidden", ["", UNPRINTABLE])
def test_a_reason_stands_in_all_editions_as_it_was_written(
    home: Path, tmp_path: Path, hidden: str
) -> None:
    with warehouse.transaction("owner") as conn:
        send_small_year(conn)
        correct(conn, f"{HARD}{hidden}.")
    with warehouse.transaction("report") as conn:
        files = render(conn, compose(conn, "2020"), tmp_path).files
    for edition, text in _texts(files).items():
        assert _bare(HARD) in _bare(text), edition
    sheets = zipfile.ZipFile(files["xlsx"])
    assert not any(b"<f>=" in sheets.read(name) for name in sheets.namelist())
    assert not any(b"<f>cmd" in sheets.read(name) for name in sheets.namelist())


def _texts(files: dict[str, Path]) -> dict[str, str]:
    page = lxml_html.fromstring(files["html"].read_text(encoding="utf-8"))
    assert "x" not in [script.text for script in page.iter("script")]
    book = openpyxl.load_workbook(files["xlsx"])
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {
        "docx": "\n".join(p.text for p in docx.Document(str(files["docx"])).paragraphs),
        "html": page.text_content(),
        "xlsx": "\n".join(str(cell.value) for cell in cells),
    }


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", text)
