"""The corridor beside the model of what must be in force: random histories, no difference.

`make histories` plays forty times as many; what it finds is played again by seed, lane and steps.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from etl.warehouse.embedded import Server
from tests.histories.ground import Ground
from tests.histories.kills import scene
from tests.histories.model import File, Question, Sheet
from tests.histories.shrink import replayed, shrunk
from tests.histories.steps import LANES, Step, history
from tests.histories.workbooks import Shelf
from tests.histories.worlds import Moment, moments, play, world

pytestmark = pytest.mark.timeout(900)  # a busy machine; on an idle core each takes about a minute

STEPS = 20
LANE = LANES[0]
AGENCY, OTHER = LANE.agencies


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


@pytest.fixture
def ground(database_server: Server, template_database: str, tmp_path: Path) -> Ground:
    return Ground(database_server, template_database, tmp_path / "homes")


@pytest.mark.parametrize("seed", range(2))
def test_25_histories_end_as_they_must(ground: Ground, shelf: Shelf, seed: int) -> None:
    found = shrunk(
        partial(play, ground, shelf, seed),
        seed,
        world(seed, LANES, STEPS),
        moments(seed, STEPS),
        seconds=60,
    )
    assert found is None, str(found)


@pytest.mark.parametrize("seed", range(2))
def test_a_run_killed_anywhere_is_ended_by_the_next(
    ground: Ground, shelf: Shelf, seed: int
) -> None:
    with scene(ground, shelf, seed) as one:
        lines = [line for point in one.points(10, seed) for line in one.differences(point)]
    assert lines == []
    assert one.killed_count >= 8


def test_a_model_that_asks_less_is_found_out_by_as_few_steps_as_it_takes(
    ground: Ground, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_asks(sheet: Sheet, before: object) -> set[Question]:
        return set()

    def sent(number: int, rows: int) -> Step:
        sheets = (("works", Sheet(rows=rows)),)
        return Step("send", file=File(AGENCY, LANE.year, sheets, number, OTHER))

    excused = Step("excuse", key=(OTHER, "works", LANE.year))
    steps = [sent(0, 3), excused, sent(1, 2)]
    calm = [Moment(True)] * len(steps)
    assert play(ground, shelf, 0, {LANE: steps}, calm) == {}
    monkeypatch.setattr(Sheet, "questions", never_asks)
    found = shrunk(partial(play, ground, shelf, 0), 0, {LANE: steps}, calm)
    assert found is not None
    assert [step.act for step in found.steps[LANE]] == ["send", "nothing", "send"]
    assert f"--replay 0 {LANE}:0,2" in str(found)


def test_a_history_is_played_again_by_its_seed_its_lane_and_its_steps() -> None:
    again = replayed(7, [f"{LANE}:1,3"], 5)
    whole = history(f"7 {LANE}", LANE, 5)
    assert list(again) == [LANE]
    assert [again[LANE][n] for n in (1, 3)] == [whole[n] for n in (1, 3)]
    assert [again[LANE][n].act for n in (0, 2, 4)] == ["nothing"] * 3
