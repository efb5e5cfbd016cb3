"""The real catalogue is without fault, and each of its contracts is short."""

from __future__ import annotations

from etl import CONTRACTS
from etl.contracts import load_forms
from etl.contracts.check import check_all


def test_a_contract_of_ten_columns_fits_on_three_screens() -> None:
    for form in load_forms().values():
        lines = (CONTRACTS / f"{form.id}.odcs.yaml").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= (120 if len(form.columns) <= 10 else 16 * len(form.columns)), form.id
        assert max(map(len, lines)) <= 130, form.id


def test_the_declarations_are_without_fault() -> None:
    verdicts = check_all()
    assert [verdict.faults for verdict in verdicts] == [()] * len(verdicts)
    assert {path.name for path in CONTRACTS.glob("*.yaml")} <= {one.file_name for one in verdicts}
