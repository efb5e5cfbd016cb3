"""Who gathers the reports on a day, and that no sentence knows it by name."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import etl
from etl import CONTRACTS
from etl.contracts import load_forms
from etl.model import Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template

HOUSE = Path(etl.__file__).parent
PAST = "Ban Dân tộc"


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (dt.date(2015, 12, 31), "Ban Dân tộc tỉnh Lạng Sơn"),  # before our list begins
        (dt.date(2025, 2, 28), "Ban Dân tộc tỉnh Lạng Sơn"),
        (dt.date(2025, 3, 1), "Sở Dân tộc và Tôn giáo tỉnh Lạng Sơn"),
        (dt.date(2030, 12, 31), "Sở Dân tộc và Tôn giáo tỉnh Lạng Sơn"),
    ],
)
def test_the_board_of_a_day(on: dt.date, name: str) -> None:
    assert Reference.load().board(on).name == name


def sentences() -> Iterator[tuple[str, str]]:
    """Every text that the house may say: strings of its code, pages, letters, standing rules."""
    for path in HOUSE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree) if "demo" not in path.parts else ():  # its data are of 2020
            if isinstance(node, ast.Constant) and node not in docstrings:
                yield path.name, str(node.value)
    said = [*HOUSE.rglob("*.html"), *HOUSE.rglob("*.j2"), *(CONTRACTS / "report").iterdir()]
    said += [HOUSE.parent / "expectations" / "standing_rules.yaml"]
    said += (HOUSE.parent / "dags").glob("*.py")
    yield from ((path.name, path.read_text(encoding="utf-8")) for path in said)


def test_no_sentence_names_a_board_that_may_end() -> None:
    texts = list(sentences())
    assert len(texts) > 5_000
    assert not [(name, text[:80]) for name, text in texts if PAST in text or "của Ban " in text]


def test_choices_are_called_by_the_names_of_their_day_and_read_by_those_of_before() -> None:
    form = load_forms()["commendations"]
    before, now = (form.in_force(dt.date(year, 12, 31)).column("award") for year in (2020, 2026))
    assert before.choices["board_certificate"] == f"Giấy khen của Trưởng {PAST}"
    assert now.choices["board_certificate"] == "Giấy khen của Giám đốc Sở Dân tộc và Tôn giáo"
    assert list(now.choices) == list(before.choices)
    assert before.choices["board_certificate"] in now.other_names["board_certificate"]


def test_no_form_of_today_names_the_board_of_before() -> None:
    for form in load_forms().values():
        form = form.in_force(dt.date(2026, 12, 31))
        columns = tuple(replace(c, other_names={}, changes=()) for c in form.columns)
        assert PAST not in repr(replace(form, columns=columns))


@pytest.mark.parametrize(("key", "name"), [("2020", "Ban"), ("2026", "Sở Dân tộc và Tôn giáo")])
def test_a_blank_workbook_is_by_the_board_of_its_period(
    key: str, name: str, tmp_path: Path
) -> None:
    reference, period, path = Reference.load(), Period.parse(key), tmp_path / "a.xlsx"
    agency = reference.board(period.ends_on)
    write_template(path, agency, period, list(load_forms().values()), reference)
    assert str(openpyxl.load_workbook(path).properties.creator).startswith(name)
