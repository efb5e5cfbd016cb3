"""The reader under a coverage-guided fuzzer, for a fixed number of inputs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
OPTIONS = ("-runs=3000", "-seed=20", "-len_control=0", "-max_len=1500")


def test_no_made_up_input_makes_the_reader_raise(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.workbook.fuzz_target", *OPTIONS],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT), "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert "Done 3000 runs" in run.stderr
