"""Importing the judge is cheap: the costly library is imported by the first judgement, or ahead."""

from __future__ import annotations

import subprocess
import sys

from etl import PROJECT

COSTLY = "great_expectations pandas sqlalchemy airflow"


def loaded(code: str) -> set[str]:
    """Run code in a fresh process; gives the costly packages that it has imported."""
    script = f"{code}\nimport sys\nprint(*(m for m in {COSTLY.split()!r} if m in sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    return set(result.stdout.split())


def test_importing_the_judge_imports_nothing_costly() -> None:
    assert loaded("import etl.validate, etl.contracts") == set()


def test_judging_nothing_imports_nothing_costly() -> None:
    code = (
        "from etl.contracts import load_forms\n"
        "from etl.reference import Reference\n"
        "from etl.validate import judge\n"
        "assert judge([], load_forms(), Reference.load()) == []"
    )
    assert loaded(code) == set()


def test_preloading_imports_what_judges_and_no_database() -> None:
    found = loaded("import etl.validate\netl.validate.preload().join()")
    assert {"great_expectations", "pandas"} <= found
    assert "airflow" not in found
