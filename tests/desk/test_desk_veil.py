"""Names stay with those who may read them: no page, list or file shows them to anybody else."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

import pytest
from desk_world import BOARD, OTHER, PERIOD, World, send
from openpyxl import load_workbook

from etl import warehouse
from etl.contracts import load_forms
from etl.extract import extract
from etl.model import Cell, Finding, ReturnState, Rung, Severity, Table
from etl.reference.working_days import today
from etl.registry import decisions
from etl.wording.personal import QUESTION
from sample import write_workbook

TEXT = "Đường vào nhà ông Nông Văn Chuối, 0912 345 678"
SECRETS = ("Nông Văn Chuối", "0912 345 678")
REASON = "Đúng như bà Lộc Thị Ổi đã báo"
_LINK = re.compile(r'href="(/[^"#]*)')


def _table(path: Path, form_id: str) -> Table:
    (reading,) = extract([path])
    return next(table for table in reading.tables if table.form_id == form_id)


def _of_names(table: Table) -> list[Finding]:
    """Give findings as an earlier version of this project kept them: with names in clear."""
    name = str(table.values["recipient_name"][0])
    cells = (table.cell(table.row(0), "recipient_name"),)
    common = {"form_id": "commendations", "cells": cells, "severity": Severity.WARNING}
    return [
        Finding(
            rule_id="commendations.decided_by_cutoff", rung=Rung.ROW, column="decided_on",
            message=f"{name} nhận quyết định sau ngày chốt số liệu.", row_label=name,
            row_key=f"individual|{name}|other", value="20/12/2020", **common,  # type: ignore[arg-type]
        ),
        Finding(
            rule_id="cell.unreadable_font", rung=Rung.CELL, column="recipient_name",
            message=f"Chữ bị lỗi phông (“{name}”).", row_label=name,
            row_key=f"individual|{name}|other", value=name, **common,  # type: ignore[arg-type]
        ),
    ]  # fmt: skip


def _of_text(table: Table) -> list[Finding]:
    """Give the question about a text, and another fault of the same row, named by that text."""
    cell = (table.cell(table.row(0), "name"),)
    money = (Cell(table.sheet, table.letters["planned_million_vnd"], table.rows[0]),)
    return [
        Finding(QUESTION, Severity.WARNING, Rung.WAREHOUSE, "Ô có thể ghi tên người.", "works",
                cell, "name", row_key="#1"),
        Finding("works.planned_within_investment", Severity.WARNING, Rung.ROW,
                f"Công trình “{TEXT}” có kế hoạch vốn lớn.", "works", money, "planned_million_vnd",
                TEXT, f"181|06073|{TEXT}", "600", "không quá 500"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def names(world: World) -> tuple[str, ...]:
    """Let names stand wherever they can, and give those that no other may read."""
    folder = world.home / "veiled"
    folder.mkdir()
    board, other = (
        write_workbook(folder, one, key) for one, key in ((BOARD, "2019"), (OTHER, PERIOD))
    )
    book = load_workbook(other)
    sheet, table = book[load_forms()["works"].sheet], _table(other, "works")
    sheet[f"{table.letters['name']}{table.rows[0]}"] = TEXT
    book.save(other)
    people = _table(board, "commendations")
    _, of_board = send(
        board, {"commendations": (ReturnState.NEEDS_CONFIRMATION, _of_names(people))}
    )
    _, of_other = send(
        other, {"works": (ReturnState.NEEDS_CONFIRMATION, _of_text(_table(other, "works")))}
    )
    name = str(people.values["recipient_name"][0])
    with warehouse.transaction("steward") as conn:
        decisions.confirm(
            conn, of_board["commendations"], "commendations.decided_by_cutoff",
            column="decided_on", row_key=f"individual|{name}|other", reason=REASON, actor="x",
        )  # fmt: skip
        decisions.waive(
            conn, "works.planned_within_investment", authority="Trưởng Ban", reason=REASON,
            valid_until=today(), actor="steward", agency_id=OTHER, form_id="works",
            period_key=PERIOD, row_key=f"181|06073|{TEXT}",
        )  # fmt: skip
    world.__dict__["veiled"] = {**of_other, **of_board}
    found = {str(value) for value in people.values["recipient_name"]}
    return (*found, *SECRETS, "Lộc Thị Ổi")


def _everything(world: World, who: str) -> dict[str, str]:
    """Give every page and file that somebody reaches by links."""
    client = world.client(who)
    ids = world.__dict__["veiled"].values()
    waiting = deque(["/", f"/ky/{PERIOD}", "/ky/2019", "/quy-tac", "/ngoai-le", "/bao-cao"])
    waiting.extend(f"/bieu/{one}" for one in ids)
    seen: dict[str, str] = {}
    while waiting and len(seen) < 250:
        path = waiting.popleft()
        if path in seen or path.startswith("/static"):
            continue
        answer = client.get(path)
        seen[path] = answer.text if answer.status_code == 200 else ""
        if path.count("/") < 4:
            waiting.extend(link.replace("&amp;", "&") for link in _LINK.findall(seen[path]))
    return seen


@pytest.mark.parametrize("who", ["analyst", "leader", "administrator"])
def test_no_page_and_no_file_names_anybody_to_who_may_not_read_it(
    world: World, names: tuple[str, ...], who: str
) -> None:
    pages = _everything(world, who)
    veiled = world.__dict__["veiled"]
    assert {f"/bieu/{veiled['works']}", "/quy-tac/commendations.decided_by_cutoff"} <= set(pages)
    if who != "administrator":
        assert pages[f"/bieu/{veiled['commendations']}/tai/csv"].count("\n") > 3
        assert "(đã ẩn)" in pages[f"/bieu/{veiled['works']}/tai/csv"]
    told = {(path, name) for path, text in pages.items() for name in names if name in text}
    assert told == set()


def test_a_steward_reads_all_of_it(world: World, names: tuple[str, ...]) -> None:
    """Otherwise the test above would pass on nothing."""
    text = "".join(_everything(world, "steward").values())
    assert {name for name in names if name not in text} == set()


def test_an_answered_text_is_shown_again(world: World, names: tuple[str, ...]) -> None:
    """Once a steward has accepted the reason; what others wrote about it stays as it is."""
    page = f"/bieu/{world.__dict__['veiled']['works']}"
    return_id = world.__dict__["veiled"]["works"]
    assert TEXT not in world.client("analyst").get(f"{page}/tai/csv").text
    with warehouse.transaction("steward") as conn:
        kept = decisions.confirm(
            conn, return_id, QUESTION, column="name", row_key="#1",
            reason="Tên trong quyết định đầu tư", actor="lien-ket",
        )  # fmt: skip
        decisions.accept_confirmation(conn, kept, actor="second")
    assert TEXT in world.client("analyst").get(f"{page}/tai/csv").text
    assert TEXT in world.client("analyst").get(page).text
