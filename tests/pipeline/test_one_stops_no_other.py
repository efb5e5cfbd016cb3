"""Whatever goes wrong inside one file's reading, judging or wording never stops another's."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from test_corridor import rows, states

from etl import pipeline
from etl.examine import Verdict, examine
from etl.model import Reading, Submission, Table
from etl.registry.return_history import Return

BAD = "ubnd-dinh-lap"
SECRET = "Nguyễn Văn Minh Họa"


class UnforeseenError(Exception):
    """What nobody thought of; its message repeats a cell."""


def _holds(value: object) -> bool:
    """Tell whether an argument is, or holds, something of the one bad workbook."""
    match value:
        case Reading():
            return value.cover is not None and value.cover.agency_id == BAD
        case Submission():
            return "dinh-lap" in value.file_name
        case Return():
            return value.agency_id == BAD
        case Table() | str() | bytes() | Path():
            return False
        case dict():
            return any(_holds(one) for one in (*value, *value.values()))
        case list() | tuple() | set():
            return any(_holds(one) for one in value)
    return getattr(value, "agency_id", "") == BAD


def _raising(whole: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(whole)
    def fails_on_one(*given: Any, **named: Any) -> Any:
        if any(_holds(one) for one in (*given, *named.values())):
            raise UnforeseenError(f"could not convert {SECRET!r}")
        return whole(*given, **named)

    return fails_on_one


KEEPING = {
    "what was read": "etl.registry.received._read_row",
    "the verdict": "etl.registry.judged._stage",
}
JUDGING = {
    "looking at what is owed": "etl.validate.obligations.Obligations.told",
    "looking for persons": "etl.validate.judging.person_candidates",
    "building the frame": "etl.validate.judging.build_frame",
    "judging tables": "etl.validate.judging.table_candidates",
    "wording": "etl.validate.judging._judgement",
    "settling": "etl.validate.judging._outcome",
}


@pytest.fixture(scope="session")
def before(workbooks: Path) -> list[Verdict]:
    """Give the verdicts while no step is broken."""
    return examine(sorted(workbooks.iterdir()))


@contextmanager
def broken(step: str) -> Iterator[None]:
    """Let one step raise whenever the one bad workbook is in its hands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step, _raising(pkgutil.resolve_name(step)))
        yield


@pytest.mark.parametrize("step", [*KEEPING.values(), *JUDGING.values()], ids=[*KEEPING, *JUDGING])
def test_a_step_that_raises_for_one_file_of_a_batch_stops_no_other(
    home: Path, workbooks: Path, caplog: pytest.LogCaptureFixture, step: str
) -> None:
    with broken(step):
        outcome = pipeline.run(workbooks)
        assert states("2020")["ban-dan-toc", "commendations"] == "accepted"
        assert len(outcome.given_back) == 1  # the faulty workbook of the third sender
        assert (BAD,) not in rows("SELECT agency_id FROM mart.return_in_force")
        (told,) = outcome.faults
        assert SECRET not in told + caplog.text
    assert pipeline.run().faults == ()
    assert states("2020")[BAD, "works"] == "accepted"


@pytest.mark.parametrize("step", JUDGING.values(), ids=JUDGING)
def test_the_pre_check_gives_every_other_file_its_verdict(
    before: list[Verdict], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    files = [one.path for one in before]
    monkeypatch.setattr("etl.examine.extract", lambda *_, **__: [one.reading for one in before])
    with broken(step):
        after = examine(files)
    assert [one.our_fault for one in after] == ["dinh-lap" in one.name for one in files]
    for sound, now in zip(before, after, strict=True):
        if not now.our_fault:
            assert now.findings == sound.findings
            assert now.judgements == sound.judgements
        assert SECRET not in " ".join(one.message for one in now.findings)
