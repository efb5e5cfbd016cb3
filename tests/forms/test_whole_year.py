"""All agencies end to end: every workbook that a year asks for, to the draft that can be signed.

The one surprising thing: exactly the workbooks that the sample plants faults in go back; whatever
else is told of any, says that an earlier year is not there to compare with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import pipeline, publish, warehouse
from etl.contracts import load_forms
from etl.model import Period
from etl.model.periods import within_year
from etl.publish.releases import content_kept, release_of
from etl.reference import Reference
from etl.report.content import Paragraph
from sample import FAULTS
from sample.rounds import OF_TODAY, senders, write_workbook

FAULTY = {(fault.agency_id, fault.period_key): fault for fault in FAULTS}
FREQUENCIES = {name for form in load_forms().values() for name in form.frequencies}
OF_2020 = (
    "khởi công mới 112 công trình, chuyển tiếp và trả nợ 239 công trình, duy tu, bảo dưỡng 77 "
    "công trình với tổng kinh phí trên 176 tỷ đồng.",
    "Thực hiện 157 dự án hỗ trợ phát triển sản xuất với kinh phí gần 40 tỷ đồng",
    "Tỷ lệ hộ nghèo DTTS năm 2020 là 7,89%, giảm 3 điểm phần trăm so với năm 2019 (10,89%).",
    "dân số toàn tỉnh là 781.655 người, trong đó người dân tộc thiểu số (DTTS) là 655.896 người, "
    "chiếm 83,91% tổng dân số.",
    "Năm 2020, có 4 tập thể và 11 cá nhân được khen thưởng",
    "có 31 xã khu vực I, 57 xã khu vực II, 112 xã khu vực III",
)
NOT_COMPARED = "across.related_missing"


def write(folder: Path, periods: Sequence[Period]) -> Path:
    """Write the workbooks of all who owe something in some periods; those with faults have them."""
    folder.mkdir()
    for period in periods:
        for agency in senders(period):
            fault = FAULTY.get((agency, period.key))
            write_workbook(folder, agency, period.key, fault=fault)
    return folder


def owed(periods: Sequence[Period]) -> int:
    """Count the forms that are owed, with the tables that belong to them."""
    asked = [form for period in periods for _, form in Reference.load().obligations(period)]
    return sum(sum(one.owed_as == form for one in load_forms().values()) for form in asked)


def told() -> set[tuple[str, str]]:
    """Name the senders of whose returns something is said, with the period, but no comparison."""
    with warehouse.transaction() as conn:
        rows = conn.execute(
            sa.text(
                "SELECT DISTINCT s.agency_id, s.period_key FROM registry.finding f "
                "JOIN registry.submission s ON s.id = f.submission_id WHERE f.rule_id <> :rule"
            ),
            {"rule": NOT_COMPARED},
        )
        return {(row.agency_id, row.period_key) for row in rows}


def drafted(period_key: str) -> str:
    """Draft the report of a period, which nothing hinders from being signed; give its text."""
    release_id = publish.draft(period_key)
    assert not publish.why_not_signed(release_id)
    assert {path.suffix for path in publish.files(release_id)} == {".docx", ".xlsx", ".html"}
    with warehouse.transaction() as conn:
        blocks = content_kept(conn, release_of(conn, release_id)).all_blocks()
        return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


@pytest.mark.timeout(900)
def test_a_whole_year_of_all_agencies_ends_in_its_report(home: Path, tmp_path: Path) -> None:
    whole = within_year(2020, FREQUENCIES)
    periods = [Period.parse("2019"), *(period for period in whole if senders(period))]
    keys = {period.key for period in periods}
    assert keys >= {"2020", "2020-Q1", "2020-Q4", "2020-H1", "2020-NH1", "2020-NH2", "2020-BS"}
    first = pipeline.run(write(tmp_path / "vong-1", periods))
    assert {Path(path).parent.name for path in first.given_back} == {one for one, _ in FAULTY}
    assert {Path(path).parent.parent.name for path in first.given_back} == {"2020"}
    assert told() == FAULTY.keys()
    assert set(first.complete) == keys - {"2020"}
    second = tmp_path / "vong-2"
    second.mkdir()
    for agency, key in FAULTY:
        write_workbook(second, agency, key, version=2)
    then = pipeline.run(second)
    assert (then.given_back, then.complete) == ((), ("2020",))
    assert not any((first.failed_checks, first.faults, then.failed_checks, then.faults))
    with warehouse.transaction() as conn:
        in_force = conn.execute(sa.text("SELECT count(*) FROM mart.return_in_force")).scalar_one()
    assert in_force == owed(periods)
    text = drafted("2020")
    assert [sentence for sentence in OF_2020 if sentence not in text] == []
    assert "chưa có số liệu" not in text
    drafted("2020-Q4")


@pytest.mark.timeout(900)
def test_a_quarter_of_communes_and_departments_ends_in_its_report(
    home: Path, tmp_path: Path
) -> None:
    period = Period.parse(OF_TODAY)
    outcome = pipeline.run(write(tmp_path / "gui", [period]))
    assert outcome.received == len(senders(period)) > 65
    assert (outcome.loaded, outcome.given_back) == (owed([period]), ())
    assert (outcome.complete, outcome.failed_checks, outcome.faults) == ((period.key,), (), ())
    assert told() == set()
    text = drafted(period.key)
    assert "chưa có số liệu" not in text
