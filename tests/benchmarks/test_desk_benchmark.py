"""What the desk's benchmark measures must be what it says: so many returns, and a real rush."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import desk_pages, desk_rush, standing

# Each starts a server and loads the machine; on one that is busy they take what they take.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="etl-benchmarks-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    monkeypatch.setenv("BENCHMARKS_HOME", str(folder))
    yield
    shutil.rmtree(folder)


def test_both_sizes_show_the_same_pages() -> None:
    times = desk_pages.run([1_000, 1_500], rounds=1)
    small, large = times[1_000].filled, times[1_500].filled
    assert (small.return_count, large.return_count) == (1_000, 1_500)
    assert (small.finding_count, large.finding_count) == (10_000, 15_000)
    assert len(small.open_returns) == 47  # what the agencies owe for a year
    assert small.open_returns == large.open_returns
    for page in desk_pages.JUDGED:
        assert len(times[1_500].pages[page]) == len(times[1_000].pages[page]) > 0


def test_all_that_is_asked_of_standing_is_asked_beside_both_sizes() -> None:
    text, targets = standing.run([100, 150], rounds=1)
    assert len(targets) == len(standing.ASKED)
    assert all(target.value > 0 for target in targets)
    assert text.count("\n") == len(standing.ASKED) + 1


def test_nobody_is_lost_in_a_rush() -> None:
    rush = desk_rush.run(officers=3)
    assert rush.refused_count == 0
    assert rush.counts["judged"] == rush.counts["judgings"] == rush.counts["uploads"] == 3
    assert rush.counts["returns"] == rush.counts["versions"] == rush.form_count
