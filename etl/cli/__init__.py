"""The command line `etl`: each verb of the corridor, without Airflow.

Words come in; an exit code goes out. 0: clean · 1: findings, or work that waits for a person ·
2: our fault. The one surprising thing: an error is told in one Vietnamese sentence; only what
nobody foresaw shows where in the code it arose.
"""

import sys
from io import TextIOWrapper

import typer
from typer._click.exceptions import UsageError

from etl.cli import corridor, system  # noqa: F401 - in this order
from etl.cli.shared import (
    CLEAN,
    FINDINGS,
    OUR_FAULT,
    app,
    err,
    speak_vietnamese,
    usage_text,
)
from etl.errors import for_log, for_person, is_foreseen, speak_safely


def main() -> None:
    """Run the command line; an error of ours is one clear sentence and exit code 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # names of files need not be text
    speak_safely()
    speak_vietnamese()
    try:
        code = app(prog_name="etl", standalone_mode=False)
    except UsageError as error:
        err.print(f"Lỗi: {usage_text(error)}")
        sys.exit(OUR_FAULT)
    except typer.Abort:
        err.print("Đã dừng.")
        sys.exit(FINDINGS)
    except Exception as error:
        err.print(f"Lỗi: {for_person(error)}")
        if not is_foreseen(error):
            err.print(for_log(error))
        sys.exit(OUR_FAULT)
    sys.exit(code or CLEAN)
