"""`python -m benchmarks catalogues`: reading one workbook when the catalogue holds many forms.

Out: a table, and how much longer one workbook takes beside the real catalogue than beside the six
forms that the catalogue began with (`tests/province` keeps them). One process reads the workbooks
of form `works` that the pipeline is measured on; both take turns, and the median of the rounds
counts.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks import workbooks
from benchmarks.table import Target, markdown
from etl import PROJECT
from etl.contracts import load_forms
from etl.reference import Reference
from etl.workbook.read import read_workbook

ROUNDS = 15
WORKBOOKS = 20
MOST = 1.15
_FIRST = PROJECT / "tests/province/expectations"


def run(rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """Read the same workbooks beside both catalogues, in turns."""
    real, reference = load_forms(), Reference.load()
    first = {path.name.split(".")[0] for path in _FIRST.glob("*.odcs.yaml")}
    catalogues = [{name: form for name, form in real.items() if name in first}, real]
    paths = [Path(sample.path) for sample in workbooks.batches(WORKBOOKS)[0]]
    read = [
        [read_workbook(path, forms, reference).tables for path in paths] for forms in catalogues
    ]
    if read[0] != read[1]:
        raise AssertionError("the large catalogue reads something else")
    seconds: list[list[float]] = [[], []]
    for _ in range(rounds):
        for forms, took in zip(catalogues, seconds, strict=True):
            read_workbook(paths[0], forms, reference)  # what is made once is made here
            started = time.process_time()
            for path in paths:
                read_workbook(path, forms, reference)
            took.append((time.process_time() - started) / len(paths))
    few, many = map(statistics.median, seconds)
    lines = [["forms", "ms of processor time a workbook"]]
    lines += [
        [str(len(forms)), f"{each * 1000:.2f}"]
        for forms, each in zip(catalogues, (few, many), strict=True)
    ]
    label = f"one workbook beside {len(real)} forms / beside {len(catalogues[0])}"
    return markdown(lines), [Target(label, many / few, at_most=MOST)]
