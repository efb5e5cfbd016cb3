"""How fast the reader is, as ratios within one run: `python benchmarks/bench_reader.py`.

Compares reading a workbook whole (open, check, find, type, addresses) with a bare calamine read
of the same file and with `pandas.read_excel(engine="openpyxl")`, a list of 50.000 rows likewise,
and times the verdict on hostile files. The one surprising thing: rounds of the rivals alternate,
and the median of their ratios is printed, because the machine is not ours alone.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import python_calamine as calamine

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from etl.contracts import load_forms  # noqa: E402
from etl.extract import extract  # noqa: E402
from etl.model import Period  # noqa: E402
from etl.reference import Reference  # noqa: E402
from etl.workbook.read import read_workbook  # noqa: E402
from etl.workbook.template.blank_workbook import write_template  # noqa: E402
from tests.lab import parcels  # noqa: E402

FORMS = load_forms()
LISTS = Reference.load()
PERIOD = Period.parse("2020")


def work(number: int) -> dict[str, object]:
    """Make a work of huyện Tràng Định."""
    communes = LISTS.communes(PERIOD.ends_on, "180")
    return {
        "district": "180",
        "commune": communes[number % len(communes)].code,
        "name": f"Công trình đường giao thông số {number}",
        "sector": ("transport", "irrigation", "education")[number % 3],
        "kind": "new",
        "total_investment_million_vnd": 1000.5 + number % 700,
        "planned_million_vnd": 500 + number % 300,
        "disbursed_million_vnd": 400.25,
        "started_on": PERIOD.starts_on,
        "reason": "" if number % 5 else "Ghi chú",
    }


def write(path: Path, rows: int) -> Path:
    """Write the blank workbook of one form with so many works in it."""
    agency = LISTS.agency("ubnd-trang-dinh", PERIOD.ends_on)
    prefill = {"works": [work(number) for number in range(rows)]}
    write_template(path, agency, PERIOD, [FORMS["works"]], LISTS, prefill=prefill)  # type: ignore[arg-type]
    return path


def bare(path: Path) -> None:
    """Read all values of all sheets and do nothing with them."""
    with calamine.CalamineWorkbook.from_path(path) as workbook:
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()


def by_pandas(path: Path) -> None:
    """Read all sheets the way everyone does."""
    import pandas as pd

    pd.read_excel(path, sheet_name=None, engine="openpyxl", header=None)


def ours(path: Path) -> None:
    """Read a workbook whole."""
    reading = read_workbook(path, FORMS, LISTS)
    assert reading.readable
    assert not reading.findings


def compare(path: Path, rounds: int, rivals: dict[str, Callable[[Path], None]]) -> None:
    """Time rivals in turn and print the medians, and ours as a multiple of each."""
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for name, read in rivals.items():
        read(path)  # imports and caches, once
        assert name
    for _ in range(rounds):
        for name, read in rivals.items():
            started = time.process_time()
            read(path)
            times[name].append(time.process_time() - started)
    for name in rivals:
        ratio = statistics.median(
            mine / other for mine, other in zip(times["ours"], times[name], strict=True)
        )
        median = statistics.median(times[name]) * 1000
        print(f"  {name:<28}{median:10.2f} ms   ours / this = {ratio:.2f}")


def peak_of_long_list(path: Path) -> None:
    """Read the long list in a process of its own and print its peak memory.

    What `getrusage` calls its peak would be that of this process, from which it is started.
    """
    code = (
        "import sys; from pathlib import Path\n"
        "from etl.contracts import load_forms; from etl.reference import Reference\n"
        "from etl.workbook.read import read_workbook\n"
        "read_workbook(Path(sys.argv[1]), load_forms(), Reference.load())\n"
        "status = Path('/proc/self/status').read_text().split()\n"
        "print(int(status[status.index('VmHWM:') + 1]) // 1024)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"  peak memory                 {run.stdout.strip():>8} MiB")


def hostile(folder: Path, good: bytes) -> None:
    """Time the verdict on each hostile file, in the supervised processes."""
    makers = {
        "zip bomb": parcels.bomb,
        "cell at the end of the sheet": parcels.stretched,
        "entities": parcels.with_dtd,
        "part larger than it says": parcels.lying,
        "two parts of one name": parcels.doubled,
        "cut off": parcels.truncated,
        "many cells": many_cells,
    }
    for name, make in makers.items():
        path = folder / "hostile.xlsx"
        path.write_bytes(make(good))
        started = time.perf_counter()
        (reading,) = extract([path], workers=1)
        spent = time.perf_counter() - started
        rule = reading.findings[0].rule_id if reading.findings else "read"
        print(f"  {name:<32}{spent:6.2f} s   {rule}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"  largest child process           {children:6} MiB")


def many_cells(data: bytes) -> bytes:
    """Fill a sheet with two million different cells, which no gate can call a lie."""
    draw = random.Random(1).random
    rows = (
        "<row>" + "".join(f"<c><v>{draw():.6f}</v></c>" for _ in range(200)) + "</row>"
        for _ in range(10_000)
    )
    filled = "".join(rows).encode() + b"</sheetData>"
    return parcels.edit_part(
        data, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"</sheetData>", filled)
    )


def main() -> None:
    """Run everything and print it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = write(folder / "small.xlsx", 60)
        # first, while this process is small: its own peak counts for the children that it starts
        print("Hostile files, start of the process included")
        hostile(folder, small.read_bytes())
        print("A sheet of 60 rows (blank workbook, one form, filled in)")
        compare(small, 200, {"bare calamine": bare, "ours": ours})
        compare(small, 10, {"pandas with openpyxl": by_pandas, "ours": ours})
        print("A list of 50.000 rows")
        long = write(folder / "long.xlsx", 50_000)
        compare(long, 5, {"bare calamine": bare, "ours": ours})
        peak_of_long_list(long)


if __name__ == "__main__":
    main()
