"""`python -m benchmarks catalogues`: reading one workbook when the catalogue holds many forms.

In: how many forms the large catalogue holds. Out: a table, and how much longer one workbook takes
with it than with the real one. The forms that are added are the real ones about other things: their
printed words are changed, so that all of them have to be told apart from what the workbook holds.
One process reads, the sample workbooks take turns, the median of the rounds counts.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from benchmarks.table import Target, markdown
from etl.contracts import load_forms
from etl.model import Form, Period
from etl.reference import Reference
from etl.workbook.read import read_workbook
from sample import write_workbook

FORMS = 50
ROUNDS = 15
PERIOD = "2020"
WORKBOOKS = 10
MOST = 1.15
_THINGS = (
    *("trường học", "trạm y tế", "chợ", "nhà văn hóa", "hồ chứa", "trạm bơm", "rừng trồng"),
    *("vườn ươm", "lớp học nghề", "hợp tác xã", "điểm bưu điện", "đội văn nghệ", "lễ hội"),
)


def many(forms: Mapping[str, Form], count: int) -> dict[str, Form]:
    """Give so many forms: the ones there are, and the same about other things."""
    made = dict(forms)
    for number, form in enumerate(cycle(forms.values()), start=1):
        if len(made) >= count:
            return made
        thing = f"{_THINGS[number % len(_THINGS)]} loại {number}"
        made[f"{form.id}_{number}"] = replace(
            form,
            id=f"{form.id}_{number}",
            number=f"Biểu số {50 + number}/BDT",
            title=f"{form.title} về {thing}",
            sheet=f"{50 + number}-{form.sheet}"[:31],
            synonyms=tuple(f"{text} về {thing}" for text in form.synonyms),
            columns=tuple(
                replace(
                    column,
                    header=f"{column.header} {thing}",
                    synonyms=tuple(f"{text} {thing}" for text in column.synonyms),
                )
                for column in form.columns
            ),
        )
    raise AssertionError("there is no form at all")


def run(count: int = FORMS, rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """Read the same workbooks beside both catalogues, in turns."""
    few, reference = load_forms(), Reference.load()
    catalogues = {len(few): few, count: many(few, count)}
    seconds: dict[int, list[float]] = {size: [] for size in catalogues}
    with tempfile.TemporaryDirectory() as folder:
        owed = reference.obligations(Period.parse(PERIOD))
        senders = list(dict.fromkeys(agency.id for agency, _ in owed))[:WORKBOOKS]
        paths = [write_workbook(Path(folder), sender, PERIOD) for sender in senders]
        for size, forms in catalogues.items():
            alike = [read_workbook(path, forms, reference).tables for path in paths]
            if size == len(few):
                wanted = alike
            elif alike != wanted:
                raise AssertionError("the large catalogue reads something else")
        for _ in range(rounds):
            for size, forms in catalogues.items():
                read_workbook(paths[0], forms, reference)  # what is made once is made here
                started = time.process_time()
                for path in paths:
                    read_workbook(path, forms, reference)
                seconds[size].append((time.process_time() - started) / len(paths))
    took = {size: statistics.median(found) for size, found in seconds.items()}
    lines = [["forms", "ms of processor time a workbook"]]
    lines += [[str(size), f"{took[size] * 1000:.2f}"] for size in took]
    label = f"one workbook beside {count} forms / beside {len(few)}"
    return markdown(lines), [Target(label, took[count] / took[len(few)], at_most=MOST)]
