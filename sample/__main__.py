"""`python -m sample`: the main job on sample workbooks, through Airflow itself.

The one surprising thing: it is a command beside those of `etl`, so that an error is told as there.
"""

import sys

from etl.cli import main
from etl.cli.shared import app


@app.command(hidden=True)
def demo() -> None:
    """Chạy toàn bộ quy trình qua Airflow trên số liệu minh họa."""
    from sample.demonstration import run_demo

    run_demo()


if __name__ == "__main__":
    sys.argv[1:] = ["demo"]
    main()
