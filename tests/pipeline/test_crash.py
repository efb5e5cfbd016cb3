"""The pipeline killed between any two rooms, then run again: the same warehouse."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import pipeline, warehouse
from etl.model import Period
from etl.reference import Reference
from etl.settings import settings
from sample import sample_rows

ROOMS = ("collect", "extract", "validate", "load", "give_back")


def walk(last_room: str) -> None:
    """Go through the rooms up to one, then die without a word."""
    ids = pipeline.step_collect()
    steps = {
        "extract": pipeline.step_extract,
        "validate": pipeline.step_validate,
        "load": pipeline.step_load,
        "give_back": pipeline.step_give_back,
    }
    for room in ROOMS[1 : ROOMS.index(last_room) + 1]:
        steps[room](ids)
    os.kill(os.getpid(), signal.SIGKILL)


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Give all that the corridor leaves, without running numbers and moments."""
    asked = {
        "submissions": "SELECT sha256, state, agency_id, period_key FROM registry.submission",
        "returns": "SELECT agency_id, form_id, period_key, version, state FROM registry.return r "
        "JOIN registry.return_state s ON s.return_id = r.id",
        "findings": "SELECT rule_id, form_id, cells, message FROM registry.finding",
        "events": "SELECT kind, detail FROM registry.submission_event",
        "works": "SELECT agency_id, excel_row, name, disbursed_million_vnd FROM landing.works l "
        "JOIN registry.return r ON r.id = l.return_id",
        "totals": "SELECT * FROM mart.indicator WHERE is_total ORDER BY 1, 2",
    }
    with warehouse.transaction("owner") as conn:
        return {
            name: sorted((tuple(row) for row in conn.execute(sa.text(statement))), key=repr)
            for name, statement in asked.items()
        }


def fill_inbox(workbooks: Path) -> None:
    """Put the workbooks where agencies' files arrive."""
    shutil.copytree(workbooks, settings().inbox, dirs_exist_ok=True)


def works_of_the_good_district() -> list[object]:
    """Give the names of the works that the only accepted `works` return holds, in order."""
    period = Period.parse("2020")
    agency = Reference.load().agency("ubnd-dinh-lap", period.ends_on)
    names = [row["name"] for row in sample_rows("works", agency, period)]
    return sorted(names, key=str)


@pytest.mark.parametrize("room", ROOMS)
def test_killed_after_a_room_the_next_run_ends_the_work(
    home: Path, workbooks: Path, room: str
) -> None:
    fill_inbox(workbooks)
    child = multiprocessing.get_context("fork").Process(target=walk, args=(room,))
    child.start()
    child.join(240)
    assert child.exitcode == -signal.SIGKILL
    after_crash = pipeline.run()
    open_ones = pipeline.step_give_back(pipeline.open_submissions())
    got = contents()

    assert len(open_ones) == 1
    assert Path(open_ones[0]).exists()
    assert got["returns"] == EXPECTED_RETURNS
    assert sorted(row[2] for row in got["works"]) == works_of_the_good_district()
    assert got["totals"]
    assert len(got["submissions"]) == 3
    assert len({name for kind, name in got["events"] if kind == "given_back"}) == 1
    assert len([1 for kind, _ in got["events"] if kind == "received"]) == 3
    assert pipeline.run().received == 0
    assert contents() == got
    assert after_crash.received == (3 if ROOMS.index(room) < ROOMS.index("validate") else 0)


def test_a_version_that_was_overtaken_before_it_went_back_goes_back_all_the_same(
    home: Path, workbooks: Path, corrected: Path
) -> None:
    """As it does when nothing interrupts the run that judged both."""
    fill_inbox(workbooks)
    pipeline.step_collect()
    fill_inbox(corrected)
    pipeline.step_validate(pipeline.step_extract(pipeline.step_collect()))
    pipeline.run()  # the run before ended here
    given_back = [detail for kind, detail in contents()["events"] if kind == "given_back"]
    assert len(given_back) == 1
    assert (settings().returned / str(given_back[0])).exists()


EXPECTED_RETURNS = sorted(
    [
        ("ban-dan-toc", "assessment", "2020", 1, "accepted"),
        ("ban-dan-toc", "commendations", "2020", 1, "accepted"),
        ("ubnd-dinh-lap", "assessment", "2020", 1, "accepted"),
        ("ubnd-dinh-lap", "population", "2020", 1, "accepted"),
        ("ubnd-dinh-lap", "support_projects", "2020", 1, "accepted"),
        ("ubnd-dinh-lap", "works", "2020", 1, "accepted"),
        ("ubnd-trang-dinh", "assessment", "2020", 1, "accepted"),
        ("ubnd-trang-dinh", "population", "2020", 1, "accepted"),
        ("ubnd-trang-dinh", "support_projects", "2020", 1, "accepted"),
        ("ubnd-trang-dinh", "works", "2020", 1, "rejected"),
    ],
    key=repr,
)
