"""Counts of one to four persons are for the Board: no mart tells them or gives them away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from returns_by_hand import corrected
from year_of_counts import FORM, PERIODS, SIZE, Counts, put, send, told

from etl import warehouse
from etl.contracts import load_forms
from etl.contracts.indicators import read_indicators
from etl.errors import ContractError
from etl.pipeline.verify import verify
from etl.report.annex import tables_of
from etl.report.content import PrintedTable
from etl.report.mart_rows import KEPT_BACK
from etl.wording.personal import HIDDEN


@pytest.fixture
def returns(home: Path) -> Mapping[str, int]:
    with warehouse.transaction() as conn:
        return send(conn)


def test_what_is_not_small_is_shown_and_one_small_count_hides_one_more(
    returns: Mapping[str, int],
) -> None:
    counts = {(key, at): 10 for key in PERIODS[:-1] for at in range(SIZE)}
    counts |= {("2020", at): 40 for at in range(SIZE)}
    with warehouse.transaction("owner") as conn:
        put(conn, returns, counts)
    with warehouse.transaction("owner") as conn:
        assert None not in [n for shown in told(conn, counts) for n in shown.values()]
    with warehouse.transaction("owner") as conn:
        put(conn, returns, {("2020-Q2", 0): 3, ("2020-Q2", 1): 6, ("2020", 0): 33, ("2020", 1): 36})
    with warehouse.transaction("owner") as conn:
        of_rows, of_areas = told(conn, counts)
    assert {cell[1] for cell, shown in of_rows.items() if shown is None} == {0, 1}
    assert len([cell for cell, shown in of_rows.items() if shown is None]) == 10
    assert None not in of_areas.values()


def test_other_marts_say_no_more(returns: Mapping[str, int]) -> None:
    with warehouse.transaction("owner") as conn:
        put(conn, returns, {("2020", 0): 2, ("2020", 1): 9, ("2020", 4): 30})
    with warehouse.transaction("analyst") as conn:
        facts = conn.execute(
            sa.text(
                "SELECT excel_row, value, state FROM mart.fact WHERE period_key = '2020' "
                f"AND form_id = '{FORM}' AND measure = 'case_count' AND state = 'suppressed'"
            )
        ).all()
        assert [one.value for one in facts] == [None, None]
        (reasons,) = conn.execute(
            sa.text(
                f"SELECT array_agg(DISTINCT reason) FROM mart.{FORM} "
                "WHERE period_key = '2020' AND marks ->> 'case_count' = 'suppressed'"
            )
        ).one()
        assert reasons == [HIDDEN]
        for asked in (
            "SELECT count(raw_value) FROM mart.cell_source WHERE column_name = 'case_count'",
            "SELECT count(numerator) FROM mart.indicator_of_return "
            "WHERE indicator_id = 'legal_aid_case_count'",
            "SELECT count(*) FROM mart.earlier_in_year WHERE measure = 'case_count'",
        ):
            assert conn.execute(sa.text(asked)).scalar_one() == 0, asked


def test_a_check_of_the_warehouse_that_fails_does_not_print_them(
    returns: Mapping[str, int],
) -> None:
    changed = (("2020", "case_count"), ("2020-Q1", "mobile_session_count"))
    with warehouse.transaction("owner") as conn:
        for key, name in changed:
            conn.execute(
                sa.text(
                    f"UPDATE landing.{FORM} SET {name} = 3 "
                    "WHERE return_id = :return_id AND excel_row = 8"
                ),
                {"return_id": returns[key]},
            )
        found = verify(conn, PERIODS)
    told = {one.period_key: one.detail for one in found if one.check_id == "figures_kept"}
    assert f"được {HIDDEN}, trong kho dữ liệu là {HIDDEN}" in told["2020"]
    assert "trong kho dữ liệu là 3" in told["2020-Q1"]


def test_what_is_corrected_is_not_told_and_neither_are_words_about_it(
    returns: Mapping[str, int],
) -> None:
    with warehouse.transaction("steward") as conn:
        for name, value in (("case_count", 3), ("reason", "gồm 3 vụ"), ("mobile_session_count", 7)):
            corrected(conn, returns["2020"], 8, name, value)
    told = {"case_count": None, "reason": None, "mobile_session_count": "7"}
    for mart in ("corrected_cell", "decided_cell"):
        with warehouse.transaction("analyst") as conn:
            rows = conn.execute(
                sa.text(
                    f"SELECT column_name, corrected_value FROM mart.{mart} "
                    "WHERE period_key = '2020'"
                )
            )
            assert set(map(tuple, rows)) == {*told.items()}, mart


def annex(counts: Counts, returns: Mapping[str, int]) -> PrintedTable:
    with warehouse.transaction("owner") as conn:
        put(conn, returns, counts)
    with warehouse.transaction("report") as conn:
        tables, _ = tables_of(conn, "2020")
    return next(one for one in tables if one.sheet == load_forms()[FORM].sheet)


def test_the_annex_prints_a_sign_and_says_why(returns: Mapping[str, int]) -> None:
    printed = annex({("2020", 0): 2, ("2020", 4): 9, ("2020", 8): 30}, returns)
    cases = {one.cells[0].text: one.cells[1].text for one in printed.rows}
    assert sorted(text for text in cases.values() if len(text) < 3) == ["*", "*", "30", "41"]
    assert next(text for name, text in cases.items() if name.startswith("Tổng số")) == "41"
    assert f"Dấu {KEPT_BACK} là số không công bố" in printed.note


def test_an_annex_without_small_counts_has_neither_sign_nor_note(
    returns: Mapping[str, int],
) -> None:
    printed = annex({("2020", 0): 7, ("2020", 4): 9}, returns)
    assert KEPT_BACK not in [cell.text for one in printed.rows for cell in one.cells]
    assert "không công bố" not in printed.note


def test_the_forms_that_the_catalogue_names_keep_small_counts_back() -> None:
    forms = load_forms()
    kept = {id_ for id_, form in forms.items() if form.sensitive}
    assert kept == {"legal_aid", "public_safety", "women_children_marriage"}
    for id_ in kept:
        for column in forms[id_].columns:
            assert column.sensitive == column.counts_persons, (id_, column.name)


def test_an_indicator_of_them_is_a_plain_sum(tmp_path: Path) -> None:
    file = tmp_path / "indicators.yaml"
    for expression, is_refused in (
        ("sum(case_count)", False),
        ("sum(case_count) where field = land", True),
        ("sum(case_count + person_count)", True),
        ("sum(mobile_session_count) where field = land", False),
    ):
        entry = {"id": "x", "name": "số vụ", "form": FORM, "expression": expression, "unit": "vụ"}
        file.write_text(yaml.safe_dump({"indicators": [entry]}), encoding="utf-8")
        if is_refused:
            with pytest.raises(ContractError, match="'case_count' keeps its small counts back"):
                read_indicators(file, load_forms())
        else:
            assert read_indicators(file, load_forms())["x"]
