"""The command line `etl`: each verb of the corridor, without Airflow.

Words come in; an exit code goes out. 0: clean · 1: findings, or work that waits for a person ·
2: our fault. The one surprising thing: an error is told in one Vietnamese sentence; only what
nobody foresaw shows where in the code it arose.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import typer
from typer._click.exceptions import UsageError

from etl.cli import corridor, system  # noqa: F401 - imported to register their verbs, in this order
from etl.cli.app import CLEAN, FINDINGS, OUR_FAULT, app, err
from etl.cli.words import NO_WAREHOUSE, file_trouble, speak_vietnamese, usage_text
from etl.errors import ReportingError

__all__ = ["CLEAN", "FINDINGS", "OUR_FAULT", "main"]


def main() -> None:
    """Run the command line; an error of ours is one clear sentence and exit code 2."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # names of files need not be text
    speak_vietnamese(app)
    try:
        code = app(prog_name="etl", standalone_mode=False)
    except UsageError as error:
        err.print(f"Lỗi: {usage_text(error)}", markup=False)
        sys.exit(OUR_FAULT)
    except typer.Abort:
        err.print("Đã dừng.")
        sys.exit(FINDINGS)
    except ReportingError as error:
        err.print(f"Lỗi: {error}", markup=False)
        sys.exit(OUR_FAULT)
    except OSError as error:
        err.print(f"Lỗi: {file_trouble(error)}", markup=False)
        sys.exit(OUR_FAULT)
    except Exception as error:
        if _is_unreachable(error):
            err.print(f"Lỗi: {NO_WAREHOUSE}", markup=False)
            sys.exit(OUR_FAULT)
        err.print_exception()
        err.print("Đây là lỗi của hệ thống, không phải của tệp gửi. Không có dữ liệu nào bị mất.")
        sys.exit(OUR_FAULT)
    sys.exit(code or CLEAN)


def _is_unreachable(error: Exception) -> bool:
    """Tell whether the warehouse did not answer, or went away: no code of the server's is there."""
    from psycopg import OperationalError

    cause = getattr(error, "orig", error)
    return isinstance(cause, OperationalError) and cause.sqlstate is None
