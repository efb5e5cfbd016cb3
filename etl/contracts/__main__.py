"""`python -m etl.contracts check`: one line a file of declarations; exit 1 when one has faults."""

import sys
from collections.abc import Sequence
from pathlib import Path

from etl import PROJECT
from etl.contracts.check import check_all


def main(arguments: Sequence[str]) -> int:
    """Check the declarations of a project (default: this one) and print the verdicts."""
    if not arguments or arguments[0] != "check" or len(arguments) > 2:
        print("usage: python -m etl.contracts check [PROJECT]", file=sys.stderr)
        return 2
    verdicts = check_all(Path(arguments[1]) if len(arguments) == 2 else PROJECT)
    for verdict in verdicts:
        mark = "✘" if verdict.faults else "✔"
        print(f"{mark} {verdict.file_name}: {verdict.summary or 'cannot be used'}")
        for fault in verdict.faults:
            print(f"    {fault}")
    return 1 if any(verdict.faults for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
