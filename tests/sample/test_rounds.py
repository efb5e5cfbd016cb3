"""The sample workbooks are faulty where they are meant to be, and right elsewhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from etl.examine import Verdict, examine
from etl.model import Period
from sample import DATA_NOTE, write_round
from sample.faults import FAULTS
from sample.rounds import OF_TODAY, senders


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> list[list[Path]]:
    return [write_round(tmp_path_factory.mktemp(f"round-{n}"), n) for n in (1, 2)]


def names(fault_index: int, suffix: str = "") -> str:
    fault = FAULTS[fault_index]
    return f"BDT_{fault.agency_id}_{fault.period_key}{suffix}.xlsx"


def test_round_one_is_everything_and_round_two_the_corrections(rounds: list[list[Path]]) -> None:
    first, second = rounds
    assert len(first) == 13 * 6 + len(senders(Period.parse(OF_TODAY)))
    assert [path.name for path in second] == [names(at, "_lan-2") for at in range(3)]
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in first + second]
    assert len(set(hashes)) == len(hashes)


def test_writing_a_round_again_gives_the_same_bytes(
    rounds: list[list[Path]], tmp_path: Path
) -> None:
    again = write_round(tmp_path, 2)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in rounds[1]]


def test_there_are_two_rounds(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rounds 1 and 2"):
        write_round(tmp_path, 3)


@pytest.fixture(scope="module")
def verdicts(rounds: list[list[Path]]) -> list[dict[str, Verdict]]:
    """Judge each round of the three agencies together with their other periods."""
    agencies = tuple(f"BDT_{fault.agency_id}_" for fault in FAULTS)
    year = [names(at) for at in range(3)]
    first = [path for path in rounds[0] if path.name.startswith(agencies)]
    second = [path for path in first if path.name not in year] + rounds[1]
    return [{one.path.name: one for one in examine(paths)} for paths in (first, second)]


@pytest.mark.parametrize(
    ("at", "rules"),
    [
        (0, {"cell.unreadable_number", "cell.unknown_commune"}),
        (1, {"works.disbursed_within_plan"}),
        (2, {"file.wrong_period", "row.total_differs"}),
    ],
)
def test_each_faulty_workbook_has_its_faults_and_no_others(
    verdicts: list[dict[str, Verdict]], at: int, rules: set[str]
) -> None:
    findings = verdicts[0][names(at)].findings
    assert {finding.rule_id for finding in findings} == rules
    assert all(finding.cells for finding in findings)


def test_wrong_period_is_only_shown_and_does_not_move_the_workbook(
    verdicts: list[dict[str, Verdict]],
) -> None:
    one = verdicts[0][names(2)]
    (wrong,) = (found for found in one.findings if found.rule_id == "file.wrong_period")
    assert [cell.sheet for cell in wrong.cells] == ["Trang bìa"]
    assert wrong.value == "Năm 2021"
    assert {judgement.period_key for judgement in one.judgements} == {"2020"}


def test_all_other_workbooks_are_clean_and_so_are_the_corrections(
    verdicts: list[dict[str, Verdict]],
) -> None:
    faulty = {names(at) for at in range(3)}
    assert {name for name, one in verdicts[0].items() if not one.clean} == faulty
    assert len(verdicts[1]) == 18
    assert all(one.clean for one in verdicts[1].values())


def test_every_workbook_says_that_it_is_a_sample(verdicts: list[dict[str, Verdict]]) -> None:
    covers = [one.reading.cover for one in verdicts[1].values()]
    assert {cover.data_note for cover in covers if cover} == {DATA_NOTE}
