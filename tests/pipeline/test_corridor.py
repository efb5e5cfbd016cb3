"""The corridor as a whole, on the real warehouse: what comes in, what becomes of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.model import Reading
from etl.registry import period_board

_INDICATORS = "SELECT * FROM mart.indicator WHERE is_total ORDER BY 1, 2"


def states(period_key: str) -> dict[tuple[str, str], str]:
    """Give the newest state of each return of a period that was sent."""
    with warehouse.transaction() as conn:
        return {
            (cell.agency_id, cell.form_id): cell.latest_state
            for cell in period_board.period_board(conn, period_key)
            if cell.latest_state
        }


def rows(statement: str) -> list[tuple[object, ...]]:
    """Ask the warehouse as its owner."""
    with warehouse.transaction("owner") as conn:
        return [tuple(row) for row in conn.execute(sa.text(statement))]


def test_one_bad_form_holds_back_only_itself(home: Path, workbooks: Path) -> None:
    outcome = pipeline.run(workbooks)

    assert outcome.received == 3
    assert states("2020") == {
        ("ban-dan-toc", "assessment"): "accepted",
        ("ban-dan-toc", "commendations"): "accepted",
        ("ubnd-dinh-lap", "works"): "accepted",
        ("ubnd-dinh-lap", "support_projects"): "accepted",
        ("ubnd-dinh-lap", "population"): "accepted",
        ("ubnd-dinh-lap", "assessment"): "accepted",
        ("ubnd-trang-dinh", "works"): "rejected",
        ("ubnd-trang-dinh", "support_projects"): "accepted",
        ("ubnd-trang-dinh", "population"): "accepted",
        ("ubnd-trang-dinh", "assessment"): "accepted",
    }
    assert outcome.loaded == 9
    loaded = rows(
        "SELECT DISTINCT agency_id FROM landing.works JOIN registry.return r ON r.id = return_id"
    )
    assert loaded == [("ubnd-dinh-lap",)]


def test_the_faulty_workbook_goes_back_marked_and_the_original_is_untouched(
    home: Path, workbooks: Path
) -> None:
    (path,) = pipeline.run(workbooks).given_back

    returned = openpyxl.load_workbook(path)
    assert returned.sheetnames[0] == "Cần sửa"
    text = "\n".join(str(cell.value) for row in returned["Cần sửa"] for cell in row if cell.value)
    assert "12o,5" in text
    assert "Xã Nà Không Có" in text
    marked = returned["01-Công trình"]["H15"]
    assert marked.comment is not None
    assert marked.fill.fill_type == "solid"
    kept = [p.read_bytes() for p in (home / "vault").rglob("*") if p.is_file()]
    assert sorted(kept) == sorted(p.read_bytes() for p in workbooks.iterdir())


def test_the_corrected_version_is_accepted_and_the_faulty_one_stays_known(
    home: Path, workbooks: Path, corrected: Path
) -> None:
    pipeline.run(workbooks)
    outcome = pipeline.run(corrected)

    assert outcome.given_back == ()
    assert states("2020")["ubnd-trang-dinh", "works"] == "accepted"
    versions = rows(
        "SELECT version, state FROM registry.return r JOIN registry.return_state s "
        "ON s.return_id = r.id WHERE agency_id = 'ubnd-trang-dinh' AND form_id = 'works' "
        "ORDER BY version"
    )
    assert [version for version, _ in versions] == [1, 2]
    assert versions[1] == (2, "accepted")
    population = rows(
        "SELECT version, state FROM registry.return r JOIN registry.return_state s "
        "ON s.return_id = r.id WHERE agency_id = 'ubnd-trang-dinh' AND form_id = 'population' "
        "ORDER BY version"
    )
    assert population == [(1, "superseded"), (2, "accepted")]


def test_a_second_run_of_the_same_files_changes_nothing(home: Path, workbooks: Path) -> None:
    pipeline.run(workbooks)
    before = (
        rows("SELECT count(*) FROM registry.return"),
        rows(_INDICATORS),
    )
    heard: list[Reading] = []
    outcome = pipeline.run(workbooks, on_read=heard.append)

    assert (outcome.received, outcome.loaded) == (0, 0)
    assert heard == [], "what was judged before is not read again"
    assert (
        rows("SELECT count(*) FROM registry.return"),
        rows(_INDICATORS),
    ) == before
    duplicates = rows("SELECT count(*) FROM registry.submission_event WHERE kind = 'duplicate'")
    assert duplicates == [(3,)]


def test_a_file_that_is_no_workbook_goes_back_with_the_reason(home: Path) -> None:
    inbox = home / "inbox"
    inbox.mkdir()
    (inbox / "bao-cao.xlsx").write_text("Kính gửi Ban Dân tộc, xin gửi số liệu sau.", "utf-8")
    outcome = pipeline.run()

    assert outcome.received == 1
    assert len(outcome.given_back) == 1
    sheet = openpyxl.load_workbook(outcome.given_back[0])["Cần sửa"]
    assert any("Excel" in str(cell.value) for row in sheet for cell in row if cell.value)


def test_the_pre_check_and_the_pipeline_give_the_same_verdict(home: Path, workbooks: Path) -> None:
    from etl.examine import examine
    from etl.examine import workbooks as files

    offline = {
        (one.agency_id, one.form_id): str(one.state)
        for verdict in examine(files([workbooks]))
        for one in verdict.judgements
    }
    pipeline.run(workbooks)
    assert offline == states("2020")


def test_an_unmet_period_is_not_announced(home: Path, workbooks: Path) -> None:
    assert pipeline.run(workbooks).complete == ()
    assert pipeline.period_status("2020")["complete"] is False


@pytest.mark.parametrize(
    "name", ["ữ" * 83 + "a.xlsx", "a\x01\n\u202eb\x7f.xlsx", "-\\u0000'\"%s:x.xls"]
)
def test_a_file_of_any_name_goes_back(home: Path, name: str) -> None:
    (home / "inbox").mkdir(exist_ok=True)
    (home / "inbox" / name).write_bytes(b"no workbook, for certain")
    outcome = pipeline.run()
    (path,) = outcome.given_back
    assert Path(path).stem.startswith(name[:5])
    book = openpyxl.load_workbook(path)
    assert "Cần sửa" in book.sheetnames
    assert pipeline.run().received == 0
