"""The text that clerks write: names are found, slips told with their line, zeros said in words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import PROJECT
from etl.errors import ReportError
from etl.report import compose
from etl.report.content import Gap, Paragraph
from etl.report.document import TEXT
from etl.report.prose import settle


def test_the_guide_for_clerks_shows_names_that_exist(
    reading: sa.Connection, tmp_path: Path
) -> None:
    guide = (PROJECT / "docs" / "huong-dan" / "sua-van-ban-bao-cao.md").read_text("utf-8")
    example = next(line for line in guide.splitlines() if line.startswith("Năm {năm}"))
    inserts = re.findall(r"^\| `(\[(?:bảng|biểu đồ|danh sách):[^`]+\])`", guide, re.MULTILINE)
    assert len(inserts) == 4
    texts = tmp_path / "text"
    shutil.copytree(TEXT, texts)
    written = "\n".join([example, *(insert.replace("\\|", "|") for insert in inserts)])
    (texts / "annual.md").write_text(written, encoding="utf-8")
    blocks = compose(reading, "2020", texts=texts).blocks
    assert isinstance(blocks[0], Paragraph)
    assert "khởi công mới 3 công trình" in blocks[0].text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Có {số công trình khởi công} công trình.", "{số công trình khởi công mới}"),
        ("[bảng: công trình theo địa bản]", "[bảng: công trình theo địa bàn]"),
        ("[biểu đồ: số công trình]", "[biểu đồ: số công trình theo địa bàn]"),
        ("[danh sách: ưu diểm]", "[danh sách: ưu điểm]"),
        ("[hình: x]", "[bảng: tên]"),
        ("Có {tổng số công trình công trình.", "không đi thành cặp"),
        ("##### Mục", "đề mục"),
        ("Có [[{dân số} người | bằng 0: không có ai]].", "không hiểu điều kiện “bằng 0"),
        ("Có [[{dân số} người | nếu {năm} bằng 0: không có ai]].", "không hiểu điều kiện"),
    ],
)
def test_a_slip_in_the_text_is_told_with_its_line(
    reading: sa.Connection, tmp_path: Path, written: str, told: str
) -> None:
    texts = tmp_path / "text"
    shutil.copytree(TEXT, texts)
    (texts / "annual.md").write_text(f"Mở đầu.\n\n{written}\n", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        compose(reading, "2020", texts=texts)
    assert "annual.md, dòng 3" in str(caught.value)
    assert told in str(caught.value)


def test_names_are_found_however_they_are_typed(reading: sa.Connection, tmp_path: Path) -> None:
    texts = tmp_path / "text"
    shutil.copytree(TEXT, texts)
    written = "Có { Tổng  số CÔNG TRÌNH } công trình[[, trong đó {dân số} người]]."
    (texts / "annual.md").write_text(written, encoding="utf-8")
    paragraph = compose(reading, "2020", texts=texts).blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Có 5 công trình, trong đó 10.000 người."


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Có[[ {five} công trình | nếu {five} bằng 0: ít]].", "Có 5 công trình."),
        ("[[Có {none} lượt | nếu {none} bằng 0: Không có lượt nào]].", "Không có lượt nào."),
        ("Có {five} công trình[[, {none} lượt | nếu {none} bằng 0:]].", "Có 5 công trình."),
        (
            "[[{five} và {none} | nếu {five} bằng 0: không | nếu {none} bằng 0: chỉ {five}]].",
            "chỉ 5.",
        ),
    ],
)
def test_a_zero_may_be_said_in_other_words(
    reading: sa.Connection, tmp_path: Path, written: str, printed: str
) -> None:
    texts = tmp_path / "text"
    shutil.copytree(TEXT, texts)
    names = {"{five}": "{tổng số công trình}", "{none}": "{ Số lượt trả lại để bổ sung}"}
    for short, name in names.items():
        written = written.replace(short, name)
    (texts / "annual.md").write_text(written, encoding="utf-8")
    paragraph = compose(reading, "2020", texts=texts).blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == printed


@pytest.mark.parametrize(
    ("is_kept_back", "printed"),
    [(True, "Kết hôn sớm: số cặp không công bố."), (False, "Kết hôn sớm: .")],
)
def test_a_small_number_for_the_board_alone_may_be_said_in_other_words(
    is_kept_back: bool, printed: str
) -> None:
    written = (
        "Kết hôn sớm: [[{số cặp} cặp | nếu {số cặp} bằng 0: không có | "
        "nếu {số cặp} không công bố: số cặp không công bố]]."
    )
    gap = Gap("số cặp", "lý do", is_kept_back=is_kept_back)
    assert settle(written, {"số cặp": gap}, "annual.md") == printed


def test_a_table_of_different_units_has_no_total(reading: sa.Connection, tmp_path: Path) -> None:
    texts = tmp_path / "text"
    shutil.copytree(TEXT, texts)
    (texts / "annual.md").write_text("[bảng: dân số theo thành phần dân tộc]", encoding="utf-8")
    (table,) = compose(reading, "2020", texts=texts).tables()
    assert "Tổng số" in table.rows[-1].cells[0].text
    tables = texts / "tables.yaml"
    said = tables.read_text(encoding="utf-8")
    one = "population_by_group:\n"
    tables.write_text(said.replace(one, f"{one}  total: false\n"), encoding="utf-8")
    (without,) = compose(reading, "2020", texts=texts).tables()
    assert without.rows == table.rows[:-1]
