"""Stored returns under other rules: shown first, adopted by a person, never out of force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec import convert
from typer.testing import CliRunner

from etl import pipeline, warehouse
from etl.cli.shared import app
from etl.contracts import load_forms
from etl.desk import queries
from etl.errors import RegistryError
from etl.judge.rule_change import Change, adopt, rule_changes
from etl.model import Form, Severity
from etl.registry import return_history

RULE = "works.plan_is_small"


def rows(statement: str, **values: object) -> list[tuple[object, ...]]:
    """Ask the warehouse as its owner."""
    with warehouse.transaction("owner") as conn:
        return [tuple(row) for row in conn.execute(sa.text(statement), values)]


def _with_rule(forms: Mapping[str, Form]) -> Mapping[str, Form]:
    """Give the forms with one rule more: no plan of works above 300 triệu đồng."""
    form = forms["works"]
    model = next(rule for rule in form.rules if rule.id == "works.new_has_start")
    rule = replace(
        model,
        id=RULE,
        severity=Severity.CRITICAL,
        message="{row_label}: kế hoạch vốn {value} triệu đồng là quá lớn.",
        expectation="expect_column_values_to_be_between",
        kwargs={"column": "planned_million_vnd", "max_value": 300},
        columns=("planned_million_vnd",),
    )
    return {**forms, "works": replace(form, rules=(*form.rules, rule))}


@contextmanager
def _other_rules() -> Iterator[None]:
    changed = _with_rule(load_forms())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.judge.rejudge.load_forms", lambda: changed)
        yield


def _written() -> list[tuple[object, ...]]:
    return rows(
        "SELECT (SELECT count(*) FROM registry.judgement), "
        "(SELECT count(*) FROM registry.finding), (SELECT max(id) FROM registry.return_event)"
    )


def test_other_rules_are_shown_then_adopted_and_nothing_leaves_force(
    home: Path, workbooks: Path
) -> None:
    pipeline.run(workbooks)
    in_force = rows("SELECT return_id FROM mart.return_in_force ORDER BY 1")
    before = _written()
    assert rule_changes("2020").changes == ()
    called = CliRunner().invoke(app, ["rejudge", "2020"])
    assert called.exit_code == 0, called.output

    with _other_rules():
        found = rule_changes("2020")
        told = CliRunner().invoke(app, ["rejudge", "--all", "--json"])
        plain = CliRunner().invoke(app, ["rejudge", "2020"])
    assert _written() == before  # nothing is written before a person says so
    new, gone, touched = found.by_rule()[RULE]
    large = rows(
        "SELECT count(*), count(DISTINCT return_id), sum(planned_million_vnd)::float "
        "FROM mart.works JOIN mart.return_in_force USING (return_id) "
        "WHERE planned_million_vnd > 300"
    )
    doubted = [change for change in found.changes if change.is_doubted]
    assert sum(len(change.new) for change in doubted) == large[0][0]
    assert len(doubted) == large[0][1]
    assert (gone, touched) == (0, len(found.changes))
    assert new == sum(len(change.new) for change in found.changes)
    money = next(one for one in found.figures if one.indicator_id == "works_planned")
    total = rows("SELECT sum(planned_million_vnd)::float FROM mart.works")
    assert money.total == pytest.approx(total[0][0])
    assert (money.return_count, money.of_returns) == (len(doubted), 1)  # the other was refused
    assert told.exit_code == plain.exit_code == 1
    document = json.loads(told.stdout)
    assert document["by_rule"][RULE]["new_count"] == new
    assert convert(document["changes"], tuple[Change, ...]) == found.changes
    assert "Chưa có gì thay đổi" in plain.output

    with pytest.raises(RegistryError, match="ít nhất 10 ký tự"):
        adopt(found.changes, actor="can-bo-1", reason="ok")
    adopt(found.changes, actor="can-bo-1", reason="Áp dụng quy tắc mới", rule_id=RULE)
    assert rows("SELECT return_id FROM mart.return_in_force ORDER BY 1") == in_force
    kept = rows("SELECT DISTINCT cause, actor FROM registry.judgement WHERE cause <> 'received'")
    assert kept == [("rules_changed", "can-bo-1")]
    for change in doubted:
        with warehouse.transaction() as conn:
            standing = return_history.standing_findings(conn, [change.return_id])[change.return_id]
        assert [is_open for one, is_open in standing if one.rule_id == RULE] == [True] * len(
            change.new
        )
    asked = {row["return_id"] for row in queries.rows("work_doubted")}
    assert asked == {change.return_id for change in doubted}
    board = [row for row in queries.rows("board", period_key="2020") if row["return_id"]]
    assert {row["return_id"] for row in board if row["asked_count"]} == asked
    with pytest.raises(RegistryError, match="đã cũ"):  # judged before what was adopted just now
        adopt(found.changes, actor="can-bo-1", reason="Áp dụng quy tắc mới")

    again = rule_changes("2020")  # without the rule: what it found would go
    assert again.by_rule() == {RULE: (0, new, touched)}
    one = again.changes[0]
    done = CliRunner().invoke(
        app,
        [
            *("rejudge", "2020", "--adopt-return", str(one.return_id)),
            *("--actor", "can-bo-1", "--reason", "Quy tắc đã được bỏ"),
        ],
    )
    assert done.exit_code == 0, done.output
    assert len(rule_changes("2020").changes) == len(again.changes) - 1
    by = ["--actor", "can-bo-1", "--reason", "Quy tắc đã được bỏ"]
    nothing = CliRunner().invoke(app, ["rejudge", "2020", "--adopt-rule", "works.khong_co", *by])
    assert nothing.exit_code == 1
    assert "Không có gì để áp dụng" in nothing.output
    nobody = CliRunner().invoke(app, ["rejudge", "2020", "--adopt-rule", RULE])
    assert nobody.exit_code == 2
