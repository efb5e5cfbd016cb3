"""Releases: drafted from exact returns, signed or refused."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import docx
import pytest
from small_year import SIGNER, TRANG_DINH, WORKS_2020, answer, send, sign, work

from etl import publish, warehouse
from etl.errors import ReportError, UnknownPeriodError
from etl.reference.working_days import today
from etl.registry import period_board
from etl.report.line_ends import plain
from etl.wording import long_date_text


def release(release_id: int) -> dict[str, object]:
    with warehouse.transaction("report") as conn:
        row = conn.execute(warehouse.sql("release/release"), {"release_id": release_id})
        return dict(row.mappings().one())


def scalar(query: str, **parameters: object) -> object:
    import sqlalchemy as sa

    with warehouse.transaction("report") as conn:
        return conn.execute(sa.text(query), parameters).scalar_one()


def body(path: Path) -> str:
    return plain("\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs))


def of_kind(release_id: int, suffix: str) -> Path:
    return next(path for path in publish.files(release_id) if path.suffix == suffix)


def only_drafted_files(home: Path) -> None:
    names = [path.name for path in (home / "reports").rglob("*") if path.is_file()]
    assert len(names) == 3
    assert all("du-thao" in name for name in names)


def correct_works() -> None:
    """Send a second version with one more new work."""
    more = [*WORKS_2020[TRANG_DINH], work("180", "Đường Nà Mò", "new", 10.0, 10.0)]
    with warehouse.transaction() as conn:
        send(conn, TRANG_DINH, "2020", "works", more)


def test_a_draft_keeps_its_returns_figures_and_files(small_year: Path) -> None:
    release_id = publish.draft("2020")
    kept = release(release_id)
    assert (kept["state"], kept["number"]) == ("draft", "")
    assert str(kept["title"]).startswith("Báo cáo kết quả thực hiện công tác dân tộc năm 2020")
    returns = "SELECT count(*) FROM release.release_return WHERE release_id = :id"
    assert scalar(returns, id=release_id) == 13  # 9 of 2020, and 4 of 2019 to compare with
    value = "SELECT printed FROM release.release_figure WHERE figure_id = 'works_disbursed'"
    assert scalar(value) == "trên 76 tỷ đồng"
    paths = publish.files(release_id)
    assert {path.suffix for path in paths} == {".docx", ".xlsx", ".html"}
    for path in paths:
        assert path.parent == small_year / "reports" / "2020" / str(release_id)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        found = "SELECT count(*) FROM release.release_file WHERE sha256 = :sha256"
        assert scalar(found, sha256=sha256) == 1


def test_the_same_returns_give_the_same_release_and_the_same_files(small_year: Path) -> None:
    first = publish.draft("2020")
    before = {path.name: path.read_bytes() for path in publish.files(first)}
    assert publish.draft("2020") == first
    assert {path.name: path.read_bytes() for path in publish.files(first)} == before
    assert scalar("SELECT count(*) FROM release.release_event") == 1
    correct_works()
    assert publish.draft("2020") != first


def test_publishing_gives_number_and_date_once(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    publish.publish(release_id, number="05", signed_on=dt.date(2021, 1, 8))
    publish.publish(release_id, number="06")
    kept = release(release_id)
    assert (kept["state"], kept["number"], kept["decided_by"]) == ("published", "05/BC-BDT", SIGNER)
    assert kept["signed_on"] == dt.date(2021, 1, 8)
    path = of_kind(release_id, ".docx")
    assert "du-thao" not in path.name
    assert "(Kèm theo Báo cáo số 05/BC-BDT ngày 08 tháng 01 năm 2021" in body(path)
    assert publish.draft("2020") == release_id
    assert scalar("SELECT count(*) FROM release.release_event") == 2
    with pytest.raises(ReportError, match="đã được ban hành"):
        answer(release_id, approved=False, reason="muộn")


def test_publishing_closes_the_period(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    with warehouse.transaction() as conn:
        assert period_board.closings(conn, ["2020"]) == {}
    sign(release_id)
    publish.publish(release_id)
    with warehouse.transaction() as conn:
        closing = period_board.closings(conn, ["2020"])["2020"]
    assert (closing.release_id, closing.actor) == (release_id, SIGNER)
    assert "01/BC-BDT" in closing.reason


@pytest.mark.usefixtures("server_on_another_day")
def test_a_report_bears_the_day_of_vietnam_wherever_the_server_stands(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    publish.publish(release_id)
    assert f"/BC-BDT {long_date_text(today())}" in body(of_kind(release_id, ".docx"))


def test_numbers_run_on_within_the_year_of_the_letter(complete_year: Path) -> None:
    first = publish.draft("2020")
    sign(first)
    publish.publish(first, signed_on=dt.date(2021, 1, 8))
    correct_works()
    second = publish.draft("2020")
    sign(second)
    publish.publish(second, signed_on=dt.date(2021, 2, 1))
    assert release(second)["number"] == "02/BC-BDT"
    assert release(second)["predecessor_id"] == first


def test_what_is_signed_is_what_was_drafted(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    correct_works()
    sign(release_id)
    publish.publish(release_id)
    text = body(of_kind(release_id, ".docx"))
    assert "khởi công mới 3 công trình" in text
    assert "khởi công mới 4 công trình" in body(of_kind(publish.draft("2020"), ".docx"))


def test_figures_unlike_the_draft_are_not_signed_and_leave_no_signed_file(
    complete_year: Path,
) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("ALTER TABLE release.release_figure DISABLE TRIGGER USER")
        conn.exec_driver_sql(
            "UPDATE release.release_figure SET printed = 'trên 75 tỷ đồng', value = 75351 "
            "WHERE figure_id = 'works_disbursed'"
        )
    with pytest.raises(ReportError, match="lưu “trên 75 tỷ đồng”, dự thảo ghi “trên 76 tỷ đồng”"):
        publish.publish(release_id)
    assert release(release_id)["state"] == "draft"
    only_drafted_files(complete_year)


def test_a_refused_release_is_never_published_and_a_new_draft_follows(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    answer(release_id, approved=False, reason=" Chưa thống nhất số hộ nghèo ")
    publish.refuse(release_id)
    publish.refuse(release_id)
    kept = release(release_id)
    assert (kept["state"], kept["reason"]) == ("refused", "Chưa thống nhất số hộ nghèo")
    with pytest.raises(ReportError, match="không đồng ý"):
        publish.publish(release_id)
    with pytest.raises(ReportError, match="đã bị từ chối"):
        sign(release_id)
    again = publish.draft("2020")
    assert release(again)["predecessor_id"] == release_id


def test_without_returns_there_is_no_report(home: Path) -> None:
    with pytest.raises(ReportError, match="Chưa có biểu nào của năm 2020"):
        publish.draft("2020")
    with pytest.raises(UnknownPeriodError):
        publish.draft("hai nghìn")
    with pytest.raises(ReportError, match="Không có báo cáo"):
        publish.files(7)


def test_a_report_that_disagrees_leaves_nothing_behind(
    small_year: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.report import html

    def other(content: object, target: Path) -> None:
        target.write_text("<p>không có số</p>", encoding="utf-8")

    monkeypatch.setattr(html, "write_html", other)
    with pytest.raises(ReportError, match="HTML: thiếu"):
        publish.draft("2020")
    assert scalar("SELECT count(*) FROM release.release") == 0
    assert not [path for path in (small_year / "reports").rglob("*") if path.is_file()]
