"""Runs the command line: `python -m etl.cli …`."""

from etl.cli import main

if __name__ == "__main__":
    main()
