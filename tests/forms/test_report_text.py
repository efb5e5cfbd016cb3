"""The report over the real catalogue: school years, proposals by level, documents named once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from returns_by_hand import accepted, table

from etl import publish, warehouse
from etl.contracts import load_forms
from etl.contracts.indicators import load_indicators
from etl.model import CellValue, Period
from etl.publish.hindrances import against_drafting
from etl.publish.releases import in_force
from etl.registry.incidents import CheckResult, record_checks
from etl.report import Content, compose
from etl.report.content import Heading, Paragraph
from etl.report.document import TEXT

SCHOOLS = "so-gddt"
STRETCH = re.compile(r"\[\[(.*?)\]\]")


def sent(form_id: str, agency: str, key: str, *rows: Mapping[str, CellValue]) -> None:
    with warehouse.transaction() as conn:
        read = table(form_id, rows)
        accepted(conn, f"{form_id} {agency} {key}", read, agency_id=agency, period_key=key)


def written(folder: Path, *lines: str) -> Path:
    """Give a folder of the clerk's texts whose report of the year says these lines."""
    for path in TEXT.iterdir():
        (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (folder / "annual.md").write_text("\n".join(("Mở đầu.", *lines)), "utf-8")
    return folder


def report(key: str, texts: Path = TEXT) -> Content:
    with warehouse.transaction("report") as conn:
        return compose(conn, key, texts=texts)


def said(content: Content) -> list[str]:
    return [block.text for block in content.all_blocks() if isinstance(block, Paragraph)]


def stands_on(conn: sa.Connection, key: str) -> set[str]:
    """Name the periods of the returns that a report is made from."""
    return {row.period_key for row in in_force(conn, Period.parse(key))}


def schools(key: str, standard: int) -> None:
    row = {"place": "180", "school_count": 600, "standard_school_count": standard}
    sent("schools", SCHOOLS, key, row)


IN_EDUCATION = (
    "Tính đến {kỳ của số liệu trường học}, có {số trường học đạt chuẩn quốc gia} trường"
    "[[, {mức thay đổi số trường học đạt chuẩn quốc gia} so với {số trường học đạt chuẩn quốc gia "
    "cùng kỳ năm trước}]].",
    "Hết",
    "[phụ lục: các biểu còn lại]",
)


def test_a_year_tells_its_newest_school_year_and_names_it(home: Path, tmp_path: Path) -> None:
    for key, standard in (("2019-NH1", 198), ("2019-NH2", 199), ("2020-NH1", 205)):
        schools(key, standard)
    content = report("2020", written(tmp_path, *IN_EDUCATION))
    assert said(content)[2] == "Tính đến đầu năm học 2020 - 2021, có 205 trường, tăng 7 so với 198."
    (annex,) = [one for one in content.appendices if one.title.startswith("Trường học,")]
    assert annex.title.endswith("đầu năm học 2020 - 2021")
    sources = content.sources["national_standard_school_count"]
    assert [one.agency_name for one in sources] == ["Sở Giáo dục và Đào tạo tỉnh Lạng Sơn"]


def test_a_draft_stands_on_the_returns_of_the_school_year(home: Path) -> None:
    for key, standard in (("2019-NH2", 199), ("2020-NH1", 205)):
        schools(key, standard)
    sent("population", "ubnd-trang-dinh", "2020", {"district": "180", "ethnic_group": "tay"})
    with warehouse.transaction("report") as conn:
        publish.draft("2020")
        assert stands_on(conn, "2020") == {"2020", "2020-NH1"}


@pytest.mark.parametrize("key", ["2019-NH2", "2021-NH1"])
def test_a_school_year_of_another_time_is_not_told(home: Path, tmp_path: Path, key: str) -> None:
    schools(key, 199)
    text = said(report("2020", written(tmp_path, IN_EDUCATION[0])))
    assert any("chưa có biểu “Trường học" in line for line in text)
    assert not any("199" in line for line in text)


def test_proposals_are_told_by_whom_they_are_addressed_to(home: Path) -> None:
    def proposes(agency: str, *said: tuple[str, str | None]) -> None:
        rows: Iterable[Mapping[str, CellValue]] = (
            {"topic": "proposal", "content": content, "addressee": addressee}
            for content, addressee in said
        )
        sent("assessment", agency, "2020", *rows)

    proposes("ubnd-trang-dinh", ("Giao vốn sớm", "province"), ("Nâng định mức", "central"))
    proposes("so-y-te", ("giao vốn sớm.", "province"), ("Mở lớp", None))
    proposes("so-gddt", ("Giao vốn sớm", "central"))
    content = report("2020")
    texts = said(content)
    start = texts.index("Trung ương:")
    assert texts[start : start + 7] == [
        "Trung ương:",
        "Giao vốn sớm (Sở Giáo dục và Đào tạo tỉnh Lạng Sơn).",
        "Nâng định mức (Ủy ban nhân dân huyện Tràng Định).",
        "Ủy ban nhân dân tỉnh:",
        "giao vốn sớm (2 cơ quan).",
        "Khác:",
        "Mở lớp (Sở Y tế tỉnh Lạng Sơn).",
    ]


def test_a_report_has_its_sections_in_order(home: Path) -> None:
    sent("population", "ubnd-trang-dinh", "2020", {"district": "180", "ethnic_group": "tay"})
    headings = [
        one.text for one in report("2020").blocks if isinstance(one, Heading) and one.level == 1
    ]
    assert headings == [
        "TÌNH HÌNH CHUNG",
        "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH VÀ TỔNG HỢP SỐ LIỆU",
        "CÁC CHƯƠNG TRÌNH, CHÍNH SÁCH DO BAN DÂN TỘC CHỦ TRÌ, THEO DÕI",
        "CHÍNH SÁCH DO CÁC SỞ, BAN, NGÀNH CHỦ TRÌ",
        "CÔNG TÁC THANH TRA, KIỂM TRA, GIÁM SÁT",
        "CÔNG TÁC THI ĐUA, KHEN THƯỞNG",
        "CHÍNH SÁCH ĐỐI VỚI NGƯỜI CÓ UY TÍN",
        "ĐẤT Ở, NHÀ Ở, ĐẤT SẢN XUẤT, NƯỚC SINH HOẠT",
        "QUỐC PHÒNG, AN NINH VÙNG ĐỒNG BÀO DÂN TỘC THIỂU SỐ",
        "TÌNH HÌNH THỰC HIỆN CÁC MỤC TIÊU ĐẾN NĂM 2030",
        "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ ĐƯỢC GIAO",
        "PHƯƠNG HƯỚNG, NHIỆM VỤ",
    ]


def test_a_document_of_many_targets_is_named_once(home: Path, tmp_path: Path) -> None:
    schools("2020-NH1", 205)
    content = report("2020", written(tmp_path, "[bảng: mục tiêu đến năm 2030]"))
    (targets,) = content.tables()
    plan = "Kế hoạch của UBND tỉnh Lạng Sơn thực hiện Kết luận số 1364-KL/TU"
    assert targets.footnotes == (f"[1] {plan}",)
    assert all(row.cells[-1].text.startswith("[1]") for row in targets.rows)


def poor(key: str, count: int, standard: str) -> None:
    row = {"district": "180", "commune": "06001", "standard": standard}
    counts = {"household_count": 1000, "minority_household_count": 1000}
    of_poor = dict.fromkeys(("poor_household_count", "poor_minority_household_count"), count)
    sent("poverty", "so-ldtbxh", key, {**row, **counts, **of_poor})


def congress(agency: str, level: str, delegates: int) -> None:
    counts = {"official_delegate_count": delegates, "female_delegate_count": delegates // 4}
    ages = {"under_35_count": delegates // 2, "over_60_count": 0}
    sent("congress", agency, "2024-ML", {"level": level, **counts, **ages})


def test_the_congress_looks_back_on_its_years(home: Path) -> None:
    poor("2019", 120, "qd59_2015")
    poor("2022", 200, "nd07_2021")
    poor("2024", 90, "nd07_2021")
    congress("ubnd-trang-dinh", "district", 100)
    congress("ban-dan-toc", "province", 240)
    content = report("2024-ML")
    assert content.letterhead.subject.startswith("Tổng kết công tác dân tộc giai đoạn 2019 - 2024")
    tables = {one.id: one for one in content.tables()}
    years = tables["years"]
    (rate,) = [row for row in years.rows if row.cells[0].text == "Tỷ lệ hộ nghèo DTTS"]
    none = "chưa có số liệu"
    assert [cell.text for cell in rate.cells[2:]] == [
        *("12,00", none, none, "20,00", none, "9,00", "không so sánh"),
    ]
    assert any("Nghị định 07/2021/NĐ-CP" in note for note in years.footnotes)
    text = " ".join(said(content))
    assert "Có 1 huyện, thành phố đã tổ chức Đại hội với 100 đại biểu chính thức" in text
    assert "có 240 đại biểu chính thức được triệu tập" in text
    assert "60 đại biểu nữ (25,00%)" in text
    areas = [row.cells[0].text for row in tables["congress_districts"].rows]
    assert areas == ["Huyện Tràng Định"]
    with warehouse.transaction("report") as conn:
        assert publish.draft("2024-ML")
        assert stands_on(conn, "2024-ML") == {"2024-ML", "2019", "2022", "2024"}


def test_the_first_congress_looks_back_on_no_years(home: Path) -> None:
    content = report("2019-ML")
    assert content.letterhead.subject.startswith("Tổng kết công tác dân tộc năm 2019 và kết quả")
    assert not any("2019 - 2019" in text for text in said(content))


@pytest.mark.parametrize("key", ["2020-H1", "2020-NH1", "2020-BS"])
def test_a_report_tells_no_gap_of_what_nobody_owes(home: Path, key: str) -> None:
    gaps = [line for line in said(report(key)) if line.startswith("Chưa có số liệu về: ")]
    with warehouse.transaction("report") as conn:
        asked = "SELECT DISTINCT form_title FROM mart.submission_status WHERE period_key = :key"
        owed = conn.execute(sa.text(asked), {"key": key}).scalars().all()
    assert gaps
    assert not [line for line in gaps if not any(f"“{title}”" in line for title in owed)]


def test_a_school_year_has_a_report_of_its_schools(home: Path) -> None:
    schools("2020-NH1", 205)
    texts = said(report("2020-NH1"))
    assert any(text.startswith("Tính đến đầu năm học 2020 - 2021, toàn tỉnh có") for text in texts)
    assert not any(text.startswith("Tính đến") for text in said(report("2020-H1")))


def test_a_failed_check_of_what_a_report_stands_on_stops_it(home: Path) -> None:
    schools("2020-NH1", 205)
    sent("population", "ubnd-trang-dinh", "2020", {"district": "180", "ethnic_group": "tay"})
    period = Period.parse("2020")
    with warehouse.transaction() as conn:
        assert against_drafting(conn, period) == []
        for key, count in (("2018-NH1", 1), ("2020-NH1", 2)):
            record_checks(conn, [CheckResult("row_counts", key, count, f"Lệch {key}.")], seen_seq=1)
        (reason,) = against_drafting(conn, period)
        assert "đầu năm học 2020 - 2021" in reason
        assert "Lệch 2020-NH1." in reason


@pytest.mark.parametrize("name", ["annual.md", "quarterly.md"])
def test_every_count_that_may_be_small_is_told_in_words_when_it_is(name: str) -> None:
    text = (TEXT / name).read_text("utf-8")
    plain = STRETCH.sub("", text)
    named = set()
    for one in load_indicators().values():
        form = load_forms().get(one.form_id)
        if form is None or not {*one.cells} & {*form.sensitive} or f"{{{one.name}}}" not in text:
            continue
        named.add(one.form_id)
        assert f"{one.name}}}" not in plain
        stretches = [found for found in STRETCH.findall(text) if f"{{{one.name}}}" in found]
        kept_back = f"nếu {{{one.name}}} không công bố:"
        assert all(kept_back in found for found in stretches), one.name
    assert named == {"legal_aid", "women_children_marriage"}


def test_a_small_count_is_left_out_of_its_sentence(home: Path) -> None:
    counts = {"case_count": 12, "completed_case_count": 11, "person_count": 12}
    of = {"district": "180", "field": "civil", "form_of_aid": "advice", "minority_person_count": 3}
    sent("legal_aid", "so-tu-phap", "2020", {**of, **counts, "poor_person_count": 0})
    (text,) = [one for one in said(report("2020")) if "trợ giúp pháp lý" in one and "12" in one]
    assert text == (
        "Trong năm, toàn tỉnh thụ lý 12 vụ việc trợ giúp pháp lý, hoàn thành 11 vụ việc; số người "
        "được trợ giúp là 12 người, số người DTTS ở vùng đặc biệt khó khăn không công bố vì là số "
        "nhỏ."
    )


@pytest.mark.parametrize(
    ("output", "then"), [("p01_housing", "; hỗ trợ nhà ở cho 12 hộ."), ("p01_piped_water", ".")]
)
def test_only_outputs_that_there_are_stand_in_the_text(home: Path, output: str, then: str) -> None:
    counts = {"planned": 20, "done": 12, "done_since_start": 12}
    sent(
        "programme_outputs", "ban-dan-toc", "2023", {"district": "180", "output": output, **counts}
    )
    (text,) = [one for one in said(report("2023")) if one.startswith("Kết quả của từng dự án")]
    assert text == f"Kết quả của từng dự án, tiểu dự án trong năm được nêu tại phụ lục{then}"
