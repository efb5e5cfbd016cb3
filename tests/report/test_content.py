"""What the report says of one small year."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from small_year import BINH_GIA, BOARD, LABOUR, TRANG_DINH, poverty, send, work

from etl import warehouse
from etl.model import Finding, ReturnState, Rung, Severity
from etl.registry import return_history
from etl.report import Content, compose
from etl.report.content import Chart, Heading, Paragraph, PrintedTable


def said(content: Content) -> str:
    """Give all paragraphs of the body and the appendices."""
    blocks = content.all_blocks()
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def table(content: Content, table_id: str) -> list[list[str]]:
    """Give the texts of a table's rows."""
    found = next(table for table in content.tables() if table.id == table_id)
    return [[cell.text for cell in row.cells] for row in found.rows]


@pytest.mark.parametrize(
    "sentence",
    [
        "khởi công mới 3 công trình, chuyển tiếp và trả nợ 1 công trình, duy tu, bảo dưỡng "
        "1 công trình với tổng kinh phí trên 76 tỷ đồng.",
        "vốn giải ngân đạt 76.351,0 triệu đồng, bằng 99,81% kế hoạch vốn giao trong kỳ "
        "(76.500,0 triệu đồng).",
        "Thực hiện 1 dự án hỗ trợ phát triển sản xuất với kinh phí gần 40 tỷ đồng",
        "Tỷ lệ hộ nghèo DTTS năm 2020 là 7,89%, giảm 3 điểm phần trăm so với năm 2019 (10,89%).",
        "được tính bằng số hộ nghèo dân tộc thiểu số trên tổng số hộ dân tộc thiểu số, áp dụng "
        "chuẩn nghèo theo Quyết định số 59/2015/QĐ-TTg.",
        "có 4 tập thể và 11 cá nhân được khen thưởng",
        "dân số toàn tỉnh là 10.000 người, trong đó người dân tộc thiểu số (DTTS) là 8.000 người, "
        "chiếm 80,00% tổng dân số.",
        "Vốn giao chậm ở một số dự án.",
        "được tổng hợp vào báo cáo; không có biểu nào phải trả lại. Tình hình cụ thể",
    ],
)
def test_the_year_is_told_in_sentences(content: Content, sentence: str) -> None:
    assert sentence in said(content)


def test_the_text_ends_as_letters_end(content: Content) -> None:
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph)]
    assert paragraphs[-1].text.endswith("Ban Dân tộc tỉnh Lạng Sơn./.")


def test_headings_are_numbered_and_never_empty(content: Content) -> None:
    headings = [block for block in content.blocks if isinstance(block, Heading)]
    assert [h.number for h in headings if h.level == 0] == ["Phần thứ nhất", "Phần thứ hai"]
    first_part = [h.number for h in headings[: headings.index(headings[-3])] if h.level == 1]
    assert first_part[:4] == ["I.", "II.", "III.", "IV."]
    after = [
        (heading, following)
        for heading, following in pairwise(content.blocks)
        if isinstance(heading, Heading) and isinstance(following, Heading)
    ]
    assert after
    for heading, following in after:
        assert following.level > heading.level


def test_a_district_that_sent_nothing_has_a_line_without_a_zero(content: Content) -> None:
    """Which districts there are is known without any of them having sent."""
    rows = table(content, "works_by_area")
    assert [row[1:] for row in rows].count(["chưa có số liệu"]) == 11 - 2
    assert [*rows[:4], rows[-1]] == [
        ["Thành phố Lạng Sơn", "chưa có số liệu"],
        ["Huyện Tràng Định", "2", "1", "0", "3", "6.300,0", "6.200,5"],
        ["Huyện Bình Gia", "1", "0", "1", "2", "70.200,0", "70.150,5"],
        ["Huyện Văn Lãng", "chưa có số liệu"],
        ["Tổng số (nơi đã có số liệu)", "3", "1", "1", "5", "76.500,0", "76.351,0"],
    ]


def test_a_district_that_had_nothing_to_report_says_so(content: Content) -> None:
    assert table(content, "support_by_area")[1:4] == [
        ["Huyện Tràng Định", "1", "50", "45", "39.700,0", "39.700,0"],
        ["Huyện Bình Gia", "không phát sinh"],
        ["Huyện Văn Lãng", "chưa có số liệu"],
    ]


def test_the_year_before_stands_beside_the_year(content: Content) -> None:
    rows = table(content, "headline")
    not_compared = "không so sánh được"  # another district sent the year before
    assert rows[0] == ["Số công trình khởi công mới", "công trình", "3", "3", not_compared]
    assert rows[3][2:] == ["76.351,0", "3.000,0", not_compared]
    assert rows[4][2:] == ["1", "chưa có số liệu", "chưa có số liệu"]
    assert rows[6] == ["Tỷ lệ hộ nghèo DTTS", "%", "7,89", "10,89", "giảm 3 điểm phần trăm"]


def test_a_table_says_how_many_of_those_who_owe_have_sent(content: Content) -> None:
    notes = {t.id: t.note for t in content.tables()}
    assert "Mới có số liệu của 2 trong tổng số 11 cơ quan phải gửi" in notes["works_by_area"]
    assert "Mới có số liệu" not in notes["poverty_by_area"]  # one sends it for the whole province
    assert notes["headline"].startswith("Hai kỳ không cùng các nơi gửi số liệu")


def test_every_target_is_shown_and_one_without_data_says_so(content: Content) -> None:
    rows = table(content, "targets")
    assert len(rows) == 12  # of the plan; the other documents are of later years
    (measured,) = [row for row in rows if row[4] != "chưa có số liệu"]
    assert measured[4:6] == ["3", "đạt"]
    assert measured[6].endswith("; chưa tính hộ cận nghèo")
    assert {tuple(row[5:7]) for row in rows if row is not measured} == {
        ("chưa có số liệu", "chưa có biểu thu thập số liệu")
    }


def test_what_every_row_would_say_is_said_once_below(content: Content) -> None:
    (targets,) = [t for t in content.tables() if t.id == "targets"]
    assert (
        "Văn bản: Kế hoạch của UBND tỉnh Lạng Sơn thực hiện Kết luận số 1364-KL/TU." in targets.note
    )
    assert [column.header for column in targets.columns][-1] == "Cách tính"
    assert {len(row.cells) for row in targets.rows} == {len(targets.columns)}


def test_what_is_illustrative_is_marked_wherever_it_is_broken_down(content: Content) -> None:
    marked = {t.id for t in content.tables() if "số liệu phân rã minh họa" in t.note}
    assert {"works_by_area", "poverty_by_area", "population_by_group"} <= marked
    (poverty,) = [t for t in content.tables() if t.id == "poverty_by_area"]
    assert poverty.note.startswith(
        "Ghi chú: số liệu phân rã minh họa. Tỷ lệ hộ nghèo DTTS trong bảng"
    )
    charts = [block for block in content.all_blocks() if isinstance(block, Chart)]
    assert charts
    assert all("số liệu phân rã minh họa" in chart.note for chart in charts)


def test_who_is_missing_is_told_with_what_it_could_move(content: Content) -> None:
    missing = {(m.agency_name, m.form_title): m for m in content.missing}
    works = missing[
        "Ủy ban nhân dân huyện Văn Lãng", "Công trình cơ sở hạ tầng thuộc Chương trình 135"
    ]
    assert works.state == "chưa gửi"
    effects = {e.figure_name: (e.amount, e.way) for e in works.effects}
    last_year = "theo số liệu cùng kỳ năm trước của cơ quan"
    assert effects["số công trình khởi công mới"] == ("thêm khoảng 2 công trình", last_year)
    assert effects["vốn thực hiện công trình"] == ("thêm khoảng 1.600,0 triệu đồng", last_year)
    other = missing[
        "Ủy ban nhân dân huyện Cao Lộc", "Công trình cơ sở hạ tầng thuộc Chương trình 135"
    ]
    # 3 new works of 2 senders, rounded up
    assert other.effects[0].amount == "thêm khoảng 2 công trình"
    assert other.effects[0].way == "theo bình quân của các cơ quan đã gửi"


def test_an_incomplete_report_says_so_at_its_start(content: Content) -> None:
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph)]
    assert paragraphs[1].text.startswith("Báo cáo được lập khi mới có 9 trong tổng số 47 biểu")
    assert {run.figure_id for run in paragraphs[1].runs} >= {"due_return_count"}
    rows = table(content, "missing")
    assert len(rows) == 11  # one for each agency that owes something
    assert rows[0][1] == "Ủy ban nhân dân thành phố Lạng Sơn"  # the order of official letters
    assert [
        "Ủy ban nhân dân huyện Bình Gia",
        "Đánh giá chung và kiến nghị",
        "chưa gửi",
        "không ước tính được",
    ] in [row[1:] for row in rows]


def test_a_figure_leads_to_the_cells_it_was_added_up_from(content: Content) -> None:
    (source,) = content.sources["works_by_area.180.new"]
    assert (source.file_name, source.sheet, source.cells) == (
        "ubnd-trang-dinh_2020_works.xlsx",
        "01-Công trình",
        "E11:E12",
    )
    assert len(source.sha256) == 64
    rates = content.sources["poverty_rate_previous"]
    assert [source.file_name for source in rates] == ["so-ldtbxh_2019_poverty.xlsx"]
    assert len(content.sources["works_disbursed"]) == 2


def test_a_zero_leads_to_all_cells_in_which_nothing_was_found(content: Content) -> None:
    assert content.figures["works_by_area.181.carried"].value == 0
    (source,) = content.sources["works_by_area.181.carried"]
    assert source.cells == "E11:E12"


def test_without_data_the_report_says_so_and_why(home: Path) -> None:
    with warehouse.transaction() as conn:
        send(conn, TRANG_DINH, "2020", "works", [work("180", "Đường Nà Mò", "new", 5, 5)])
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2020")
    text = said(content)
    assert "Chưa có số liệu về: tỷ lệ hộ nghèo DTTS" in text
    assert "chưa có biểu “Hộ nghèo, hộ cận nghèo" in text
    assert "0 hộ" not in text
    assert not any(
        isinstance(b, PrintedTable) and b.id == "poverty_by_area" for b in content.all_blocks()
    )
    title = "hộ nghèo, hộ cận nghèo dân tộc thiểu số theo huyện, thành phố"
    assert f"Chưa có số liệu về: {title} (chưa có biểu “Hộ nghèo" in text
    gaps = {gap.name for gap in content.gaps}
    assert {"tỷ lệ hộ nghèo DTTS", "số dự án hỗ trợ sản xuất", "dân số", title} <= gaps
    assert any(row[1] == "Tỷ lệ hộ nghèo DTTS" for row in table(content, "gaps"))


def test_nothing_to_report_is_not_missing(home: Path) -> None:
    with warehouse.transaction() as conn:
        send(conn, BOARD, "2020-Q1", "commendations", [])
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2020-Q1")
    assert (
        "Không phát sinh trong kỳ: số tập thể được khen thưởng; số cá nhân được khen thưởng."
        in said(content)
    )
    assert "số tập thể được khen thưởng" not in {gap.name for gap in content.gaps}


def test_one_kind_of_commendation_alone_is_told_without_a_zero(home: Path) -> None:
    award = {
        "recipient_type": "individual",
        "recipient_name": "Nguyễn Văn Mẫu",
        "award": "board_certificate",
    }
    doubted = Finding("commendations.x", Severity.WARNING, Rung.ROW, "…", "commendations")
    with warehouse.transaction() as conn:
        send(
            conn,
            BOARD,
            "2020-Q1",
            "commendations",
            [award],
            findings=[doubted],
            decide=lambda one: return_history.append_event(
                conn, one, ReturnState.ACCEPTED, "can-bo-1"
            ),
        )
    with warehouse.transaction("report") as conn:
        text = said(compose(conn, "2020-Q1"))
    assert "có 1 cá nhân được khen thưởng" in text
    assert "có 1 lượt trả lại biểu để cơ quan gửi rà soát, bổ sung." in text


def test_rates_under_two_standards_are_never_compared(home: Path) -> None:
    with warehouse.transaction() as conn:
        send(conn, LABOUR, "2020", "poverty", poverty(789))
        send(conn, LABOUR, "2021", "poverty", poverty(1500, "nd07_2021"))
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2021")
    text = said(content)
    assert "Tỷ lệ hộ nghèo DTTS năm 2021 là 15,00%. Tỷ lệ này" in text
    assert "chuẩn nghèo theo Nghị định số 07/2021/NĐ-CP" in text
    assert "7,89" not in text
    assert "mức thay đổi tỷ lệ hộ nghèo DTTS" in {gap.name for gap in content.gaps}


def test_who_asked_alone_is_named_and_what_several_asked_stands_once(home: Path) -> None:
    asked = {
        TRANG_DINH: ["Giao vốn sớm.", "Mở lớp tập huấn", "Bố trí vốn duy tu."],
        BINH_GIA: ["giao vốn sớm", "Bố trí vốn duy tu"],
        BOARD: ["Bố trí vốn duy tu.", "Ai thẩm định?"],
    }
    with warehouse.transaction() as conn:
        for agency_id, texts in asked.items():
            rows = [{"topic": "proposal", "content": text} for text in texts]
            send(conn, agency_id, "2020", "assessment", rows)
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2020")
    items = [
        block.text
        for block in content.blocks
        if isinstance(block, Paragraph) and block.kind == "item"
    ]
    assert items[-4:] == [
        "Ai thẩm định?",
        "Bố trí vốn duy tu.",
        "giao vốn sớm (2 cơ quan).",
        "Mở lớp tập huấn (Ủy ban nhân dân huyện Tràng Định).",
    ]
