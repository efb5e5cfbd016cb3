"""The command line `etl`: each verb of the corridor, without Airflow.

Words come in; an exit code goes out. 0: clean · 1: findings, or work that waits for a person ·
2: our fault. The one surprising thing: an error is told in one Vietnamese sentence; only what
nobody foresaw shows where in the code it arose.
"""

import sys
from io import TextIOWrapper

import typer
from typer._click.exceptions import UsageError

from etl.cli import corridor, shared, system  # noqa: F401 - verbs join in this order
from etl.errors import for_log, for_person, is_foreseen, speak_safely


def main() -> None:
    """Run the command line; an error of ours is one clear sentence and exit code 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # names of files need not be text
    speak_safely()
    shared.speak_vietnamese()
    try:
        code = shared.app(prog_name="etl", standalone_mode=False)
    except UsageError as error:
        shared.err.print(f"Lỗi: {shared.usage_text(error)}")
        sys.exit(shared.OUR_FAULT)
    except typer.Abort:
        shared.err.print("Đã dừng.")
        sys.exit(shared.FINDINGS)
    except Exception as error:
        shared.err.print(f"Lỗi: {for_person(error)}")
        if not is_foreseen(error):
            shared.err.print(for_log(error))
        sys.exit(shared.OUR_FAULT)
    sys.exit(code or shared.CLEAN)
