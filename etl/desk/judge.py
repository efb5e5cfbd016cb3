"""The desk's judge: a process that keeps the judging room warm and answers what is waiting.

In: pre-checks, orders about stored returns and, where no Airflow runs, the pending submissions.
Out: results that the pages show. The one surprising thing: only one judge runs at a time, held by
a file lock, so starting it once more does no harm: the second one leaves at once.
"""

from __future__ import annotations

import argparse
import fcntl
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import to_builtins

from etl.desk import orders
from etl.desk.orders import JudgeOrder
from etl.errors import RegistryError, for_log, speak_safely

if TYPE_CHECKING:
    from etl.examine import Verdict

PAUSE_SECONDS = 0.5
RETRY_SECONDS = 60.0  # until what failed through our doing is tried again
IDLE_SECONDS = 15 * 60  # a judge for pre-checks alone leaves when nobody asked for so long
_FAULT: Mapping[str, object] = {"fault": True}  # what the page shows of a file that we failed on
_LOG = logging.getLogger(__name__)


@contextmanager
def only_one(home: Path) -> Iterator[bool]:
    """Hold the judge's lock; gives False when another process holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "judge.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def start(home: Path, *, submissions: bool) -> subprocess.Popen[bytes]:
    """Start a judge in a process of its own."""
    command = [sys.executable, "-P", "-m", "etl.desk.judge", str(home), str(os.getpid())]
    return subprocess.Popen(  # noqa: S603 - our own module, no text from outside
        [*command, "--submissions"] if submissions else command, stdin=subprocess.DEVNULL
    )


def start_if_none(home: Path) -> None:
    """Start a judge for what was ordered unless one is at work."""
    with only_one(home) as free:
        if not free:
            return
    start(home, submissions=False)


def run(home: Path, desk_pid: int, *, submissions: bool) -> None:
    """Answer what is waiting until the desk that started us ends, or nobody asks any more."""
    from etl.validate import preload

    preload()
    last_asked = time.monotonic()
    later: dict[int, float] = {}
    while os.getppid() == desk_pid:  # the desk that started us is still there
        asked = [*orders.waiting(orders.prechecks(home))]
        for precheck in asked:
            answer(precheck)
        if answer_orders(home) or asked:
            last_asked = time.monotonic()
        if submissions:
            _judge_submissions(later)
        elif time.monotonic() - last_asked > IDLE_SECONDS:
            return
        time.sleep(PAUSE_SECONDS)


def answer(precheck: JudgeOrder) -> None:
    """Judge one pre-check and write its result, a document a file, also when judging fails."""
    from etl.examine import examine
    from etl.judge import in_force_for

    names = precheck.content["file_names"]
    try:
        own = partial(in_force_for, precheck.content["agency_id"])
        verdicts = examine(precheck.workbooks, beside=own)
        precheck = _without_secrets(precheck, verdicts)
        documents = [
            _document(precheck, number, name, verdict)
            for number, (name, verdict) in enumerate(
                zip(precheck.content["file_names"], verdicts, strict=True), 1
            )
        ]
    except Exception as error:
        _LOG.error("pre-check %s could not be judged\n%s", precheck.id, for_log(error))
        documents = [_FAULT for _ in names]
    orders.answer(precheck, documents)


def _without_secrets(precheck: JudgeOrder, verdicts: Sequence[Verdict]) -> JudgeOrder:
    """Leave nothing of files with a marking of secrecy, and register that they came."""
    from etl.desk.uploads import note_secret
    from etl.workbook.refusals import is_secret

    marked = {at: one.reading.sha256 for at, one in enumerate(verdicts) if is_secret(one.reading)}
    if marked:
        of = {name: str(precheck.content[name]) for name in ("agency_id", "period_key", "actor")}
        note_secret(marked.values(), of)
        for at in marked:
            precheck = orders.forget_workbook(precheck, at + 1)
    return precheck


def _document(
    precheck: JudgeOrder, number: int, name: str, verdict: Verdict
) -> Mapping[str, object]:
    """Give what the page shows of one file, and write its annotated copy."""
    from etl.examine import as_json
    from etl.give_back import give_back
    from etl.workbook.refusals import is_secret

    if verdict.our_fault:
        return _FAULT
    try:
        document = {**as_json(verdict), "file": name}
        if verdict.findings and not is_secret(verdict.reading):
            target = precheck.given_back(number)
            give_back(verdict.path, verdict.findings, target, rule_book=str(document["rule_book"]))
    except Exception as error:
        _LOG.error("file %d of pre-check %s has no copy\n%s", number, precheck.id, for_log(error))
        return _FAULT
    return document


def answer_orders(home: Path) -> int:
    """Answer what is asked about stored returns; gives how many orders there were."""
    asked = list(orders.waiting(orders.stored_returns(home)))
    for one in asked:
        orders.answer(one, _answer_to(one))
    return len(asked)


def _answer_to(asked: JudgeOrder) -> Mapping[str, object]:
    """Judge what an order asks for; `refused` holds a sentence, `fault` says that it was ours."""
    from etl.contracts import load_forms
    from etl.judge import correct, rule_change
    from etl.registry.corrections import value_of

    of = asked.content
    try:
        if of["kind"] == "rejudge":
            rule_id = of.get("rule_id")
            found = rule_change.rule_changes(return_id=of.get("return_id"), rule_id=rule_id)
            return {"changes": found.document()}
        if of["kind"] == "approval":
            return {"check": to_builtins(correct.check_again(of["correction_id"]))}
        value = value_of(load_forms()[of["form_id"]].column(of["column"]), of["value"])
        check = correct.check_correction(of["return_id"], tuple(of["row"]), of["column"], value)
        return {"check": to_builtins(check)}
    except RegistryError as error:
        return {"refused": str(error)}
    except Exception as error:
        _LOG.error("order %s could not be judged\n%s", asked.id, for_log(error))
        return _FAULT


def _judge_submissions(later: dict[int, float]) -> None:
    """Take everything that waits through the corridor; a fault of ours is told and tried again.

    `later` holds the submissions that failed, by id, and when they are tried again.
    """
    from etl import pipeline

    try:
        now = time.monotonic()
        asked = [number for number in pipeline.step_collect() if later.get(number, now) <= now]
        if asked or pipeline.step_judge_anew():
            ids = pipeline.step_extract(asked)
            later.update(dict.fromkeys(set(asked) - set(ids), now + RETRY_SECONDS))
            pipeline.step_validate(ids)
            pipeline.step_load(ids)  # and what a steward has accepted meanwhile
            pipeline.step_give_back(ids)
            pipeline.step_tell_faults()
    except Exception as error:
        _LOG.error("submissions could not be judged; trying again\n%s", for_log(error))
        time.sleep(10)


def main() -> None:
    """Run a judge from the command line, unless one is at work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("desk_pid", type=int)
    parser.add_argument("--submissions", action="store_true")
    given = parser.parse_args()
    speak_safely()
    with only_one(given.home) as free:
        if free:
            run(given.home, given.desk_pid, submissions=given.submissions)


if __name__ == "__main__":
    main()
