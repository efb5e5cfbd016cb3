"""Rules on trial: found, said to be on trial, counted, and never in the way."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from readings_by_hand import Forms, judged, make_reading, make_table, only, work

from etl import CONTRACTS
from etl.contracts import load_across, load_forms
from etl.contracts.read_forms import read_contract
from etl.errors import ContractError
from etl.model import Finding, Form, Judgement, ReturnState, Severity
from etl.reference import Reference

SINCE = dt.date(2026, 12, 1)


def _on_trial(forms: Forms, rule_id: str) -> Mapping[str, Form]:
    form = forms["works"]
    rules = [replace(r, trial_since=SINCE) if r.id == rule_id else r for r in form.rules]
    return {**forms, "works": replace(form, rules=tuple(rules))}


def test_a_rule_on_trial_is_told_and_refuses_nothing(forms: Forms, reference: Reference) -> None:
    table = make_table("works", [work(disbursed_million_vnd=1234.5, reason="")])
    reading = make_reading("ubnd-trang-dinh", "2020", table)
    rule_id = "works.disbursed_within_plan"
    (before,) = judged(forms, reference, reading)
    assert before.state is ReturnState.REJECTED
    (verdict,) = judged(_on_trial(forms, rule_id), reference, reading)
    finding = only(verdict, rule_id)
    assert finding.is_trial
    assert finding.severity is Severity.INFO
    assert finding.message.startswith("Quy tắc đang thử nghiệm, chưa bắt buộc sửa: ")
    assert finding.cells == only(before, rule_id).cells
    others = {one.rule_id for one in before.findings} - {rule_id}
    assert others <= {one.rule_id for one in verdict.findings}  # it silences nothing above it


def _of(verdict: Judgement, rule_id: str) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.rule_id == rule_id]


def test_a_comparison_on_trial_refuses_nothing_either(
    forms: Forms, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_id = "across.works_quarters_make_year"
    checks = {
        id: check.model_copy(update={"trial_since": SINCE}) if id == rule_id else check
        for id, check in load_across().items()
    }
    readings = [
        make_reading("ubnd-trang-dinh", period, make_table("works", [work()]))
        for period in ("2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2020")
    ]
    year = judged(forms, reference, *readings)[-1]
    assert {one.severity for one in _of(year, rule_id)} == {Severity.WARNING}
    monkeypatch.setattr("etl.validate.across.load_across", lambda: checks)
    tried = judged(forms, reference, *readings)[-1]
    assert [one.is_trial for one in _of(tried, rule_id)] == [True] * len(_of(year, rule_id))
    assert {one.severity for one in _of(tried, rule_id)} == {Severity.INFO}


def test_a_contract_says_since_when_a_rule_is_on_trial(tmp_path: Path) -> None:
    text = (CONTRACTS / "works.odcs.yaml").read_text(encoding="utf-8")
    marker, trial = "  - name: unique_work\n", f"    trial_since: {SINCE}\n"
    path = tmp_path / "works.odcs.yaml"
    shutil.copy(CONTRACTS / "columns.yaml", tmp_path)
    path.write_text(text.replace(marker, marker + trial, 1), encoding="utf-8")
    on_trial = [rule.id for rule in read_contract(path).rules if rule.trial_since == SINCE]
    assert on_trial == ["works.unique_work"]
    path.write_text(text.replace(marker, marker + trial.replace(str(SINCE), "soon"), 1), "utf-8")
    with pytest.raises(ContractError, match="soon"):
        read_contract(path)
    assert all(rule.trial_since is None for form in load_forms().values() for rule in form.rules)


def test_a_comparison_says_it_too(declarations: Path) -> None:
    path = declarations / "expectations" / "across_forms.yaml"
    text = path.read_text(encoding="utf-8")
    told = text.replace("id: across.support_quarters_make_year", f"trial_since: {SINCE}", 1)
    told = told.replace("    by: [district]", f"    trial_since: {SINCE}\n    by: [district]", 1)
    path.write_text(told, encoding="utf-8")
    checks = load_across(path.parent)
    assert {id for id, check in checks.items() if check.trial_since == SINCE} == {
        "across.support_projects_quarters_make_year",
        "across.minority_poverty_rises",
    }
