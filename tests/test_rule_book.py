"""The version of the rule book: what changes it, what does not, where it is kept and printed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from returns_by_hand import accepted, error, works

from etl import PROJECT, warehouse
from etl.contracts.rule_book import rule_book_version
from etl.give_back import give_back
from sample import write_workbook
from tests.conftest import copy_declarations


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what decides judgements into a project of its own."""
    project = copy_declarations(tmp_path / "project")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "etl", project / "etl", ignore=ignored)
    return project


def _replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        text = (project / name).read_text(encoding="utf-8")
        assert old in text
        (project / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    "change",
    [
        _replaced("expectations/across_forms.yaml", "tolerance: 0.05", "tolerance: 0.06"),
        _replaced("expectations/works.odcs.yaml", "severity: warning", "severity: info"),
        _replaced("expectations/standing_rules.yaml", "severity: warning", "severity: critical"),
        _replaced("sql/seeds/area.csv", "06001", "06999"),
        _replaced("etl/kinds/kind.py", "least_difference = 0.5", "least_difference = 0.4"),
        _replaced("etl/workbook/issued/values/numbers.py", "LONGEST_MARK = 8", "LONGEST_MARK = 7"),
        _replaced("etl/wording/personal.py", "def ", "def  "),
        _replaced("etl/reference/seeds.py", "def ", "def  "),
        _replaced("etl/model/arrays.py", "def ", "def  "),
    ],
    ids=["tolerance", "severity", "standing", "list", "judge", "reader", "names", "lists", "cells"],
)
def test_what_decides_a_judgement_changes_the_version(
    copy: Path, change: Callable[[Path], None]
) -> None:
    before = rule_book_version(copy)
    assert before == rule_book_version()
    change(copy)
    rule_book_version.cache_clear()
    assert rule_book_version(copy) != before


@pytest.mark.parametrize(
    "change",
    [
        _replaced("expectations/across_forms.yaml", "checks:", "# A remark.\n\nchecks:"),
        _replaced("expectations/columns.yaml", '{commune: "06004"', '{commune: "06007"'),
        _replaced("sql/seeds/deadline.csv", "2", "3"),
        _replaced("sql/seeds/area_succession.csv", "part,,", "part,0.5,"),
        _replaced("etl/desk/words.py", "Cơ quan gửi", "Cơ quan nộp"),
    ],
    ids=["remark", "example", "deadline", "weight", "desk"],
)
def test_what_decides_nothing_leaves_the_version(
    copy: Path, change: Callable[[Path], None]
) -> None:
    before = rule_book_version(copy)
    change(copy)
    rule_book_version.cache_clear()
    assert rule_book_version(copy) == before


def test_each_judgement_keeps_the_version_that_made_it(home: Path) -> None:
    with warehouse.transaction() as conn:
        first = accepted(conn, "a", works({}))
        kept = conn.execute(sa.text("SELECT return_id, rule_book, cause FROM registry.judgement"))
        assert [tuple(row) for row in kept] == [(first, rule_book_version(), "received")]
        books = warehouse.run(conn, "registry/rule_books", ids=[first]).scalars().all()
        assert books == [rule_book_version()]


def test_the_returned_workbook_prints_it(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, "ubnd-trang-dinh", "2020")
    give_back(path, [error()], tmp_path / "back.xlsx", rule_book=rule_book_version())
    listed = load_workbook(tmp_path / "back.xlsx")["Cần sửa"]
    printed = [str(cell.value) for row in listed.iter_rows(max_row=6) for cell in row]
    assert any(f"Bộ quy tắc phiên bản {rule_book_version()}" in text for text in printed)
