"""All measured ways must do the same work, or their times say nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import pipeline, workbooks
from benchmarks.measure import Run
from benchmarks.table import Target, markdown
from benchmarks.workbooks import Sample

# They measure: on a machine that is busy they take what they take.
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    """Write one clean workbook and one of each fault."""
    by_fault: dict[str, Sample] = {}
    for sample in workbooks.plan(400, 0, tmp_path_factory.mktemp("workbooks")):
        by_fault.setdefault(sample.fault, sample)
    for sample in by_fault.values():
        workbooks.write(sample)
    return list(by_fault.values())


@pytest.fixture(scope="module")
def result(batch: list[Sample]) -> Iterator[pipeline.Result]:
    """Run every way on them, on a server of their own."""
    folder = Path(tempfile.mkdtemp(prefix="etl-benchmarks-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCHMARKS_HOME", str(folder))
        yield pipeline.run([batch], rounds=1)[0]
    shutil.rmtree(folder)


def test_every_way_refuses_exactly_the_faulty_workbooks(
    batch: list[Sample], result: pipeline.Result
) -> None:
    faulty = sorted(Path(sample.path).name for sample in batch if sample.fault)
    assert len(faulty) == 6
    for way in ("naive", "frictionless_way", "ours"):
        assert sorted(result.runs[way].laps[0].outcome.refused) == faulty, way


def test_the_loop_and_we_complain_of_the_same_cells(result: pipeline.Result) -> None:
    ours, naive = (result.runs[way].laps[0].outcome.failing for way in ("ours", "naive"))
    assert set(ours) == set(naive)


def test_frictionless_complains_of_the_same_rows(result: pipeline.Result) -> None:
    ours, theirs = (
        {(name, row) for name, row, _ in result.runs[way].laps[0].outcome.failing}
        for way in ("ours", "frictionless_way")
    )
    assert ours == theirs


def test_every_way_loads_the_same_number_of_rows(result: pipeline.Result) -> None:
    counts = {way: run.laps[0].outcome.row_count for way, run in result.runs.items()}
    assert set(counts.values()) == {workbooks.ROWS}, counts


def test_every_way_is_measured(result: pipeline.Result) -> None:
    for run in result.runs.values():
        assert 0 < run.ready_seconds < run.laps[0].seconds
        assert run.total_mib > 0
        assert run.largest_mib > 0
    lines = pipeline.table([result])
    assert {line[0] for line in lines[1:]} == set(pipeline.NAMES.values())


def test_a_target_is_met_on_its_own_side_only() -> None:
    assert Target("ratio", 41, at_least=40).is_met
    assert not Target("ratio", 39, at_least=40).is_met
    assert Target("ratio", 1.9, at_most=2).is_met
    assert not Target("ratio", 2.1, at_most=2).is_met


def test_a_table_of_results_is_a_markdown_table() -> None:
    assert markdown([["way", "ms"], ["loop", "12.3"]]) == (
        "| way  |   ms |\n|------|-----:|\n| loop | 12.3 |"
    )


def test_a_figure_is_the_median_of_rounds_and_memory_the_worst(result: pipeline.Result) -> None:
    ours = result.runs["ours"]
    slower = replace(result, runs={**result.runs, "ours": _times(ours, 4)})
    slowest = replace(result, runs={**result.runs, "ours": _times(ours, 8)})
    alone, together = (
        {target.label: target for target in pipeline.targets(results)}
        for results in ([result], [slowest, result, slower])
    )
    ratio = alone["loop / ours, cold"].value
    assert together["loop / ours, cold"].value == pytest.approx(ratio / 4)
    assert together["loop / ours, cold"].rounds == pytest.approx((ratio / 8, ratio, ratio / 4))
    assert together["ours, MiB in all"].value == pytest.approx(8 * ours.total_mib)


def _times(run: Run, factor: float) -> Run:
    laps = tuple(replace(lap, seconds=lap.seconds * factor) for lap in run.laps)
    return replace(run, laps=laps, total_mib=run.total_mib * factor)
