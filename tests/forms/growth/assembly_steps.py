"""What a project does with a form and its part, run in a copy of it; prints what came of each file.

Run with the copy on the path, a home folder and a warehouse in the environment.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import sqlalchemy as sa
from starlette.testclient import TestClient

from etl import pipeline, warehouse
from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.desk.accounts import Accounts
from etl.desk.app import create_app
from etl.desk.identity import Role
from etl.judge.rejudge import judged_today
from etl.model import CellValue, Period
from etl.reference import Reference
from etl.registry import decisions, return_history, versions
from etl.workbook.template.blank_workbook import write_template

AGENCY, PERIOD = "ubnd-trang-dinh", "2024-ML"
WHOLE, PART = "assembly", "assembly_delegates"
Rows = Sequence[Mapping[str, CellValue]]


def held(commune: str, delegates: int) -> Mapping[str, CellValue]:
    """Give a row of the form."""
    return {"commune": commune, "official_delegate_count": delegates}


def of(commune: str, group: str, delegates: int) -> Mapping[str, CellValue]:
    """Give a row of the part."""
    return {"commune": commune, "ethnic_group": group, "delegate_count": delegates}


RIGHT = {WHOLE: [held("06001", 100)], PART: [of("06001", "tay", 60), of("06001", "nung", 40)]}
FILES: Mapping[str, Mapping[str, Rows]] = {
    "sum differs": {**RIGHT, WHOLE: [held("06001", 120)]},
    "of no row": {**RIGHT, PART: [*RIGHT[PART], of("06004", "dao", 5)]},
    "alone": {WHOLE: RIGHT[WHOLE]},
    "asked": {**RIGHT, PART: [*RIGHT[PART][:1], of("06001", "nung", 30), of("06001", "nung", 10)]},
    "right": {**RIGHT, PART: [*RIGHT[PART][:1], of("06001", "nung", 30), of("06001", "dao", 10)]},
}


def main(home: Path) -> dict[str, object]:
    """Send file after file, explain what is asked, then withdraw the form."""
    pipeline.open_warehouse()
    (blank,) = write_blank_workbooks(PERIOD, home / "blank", AGENCY)
    seen: dict[str, object] = {"blank sheets": openpyxl.load_workbook(blank).sheetnames}
    for name, rows in FILES.items():
        seen[name] = _sent(home / name, rows)
        if name == "asked":
            seen["explained"] = _explained()
            with warehouse.transaction() as conn:
                newest = return_history.returns_of(conn, ids=[one for one, *_ in _returns()][-2:])
            again = judged_today(newest).values()
            seen["judged again"] = sorted(f.rule_id for one in again for f in one.findings)
            seen["pages"] = _pages(home, [one.id for one in newest])
    seen["mart"] = _asked(
        "SELECT d.ethnic_group_name, d.delegate_count, c.official_delegate_count FROM "
        f"mart.{PART} d JOIN mart.{WHOLE} c USING (period_key, agency_id, place_code) ORDER BY 2",
        "analyst",
    )
    with warehouse.transaction("steward") as conn:
        newest = [one for one, form_id, state in _returns() if form_id == WHOLE][-1]
        versions.change_version(conn, newest, "withdraw", actor="tong-hop", reason="Gửi nhầm tệp")
    seen["withdrawn"] = _states()
    return seen


def _sent(folder: Path, rows: Mapping[str, Rows]) -> dict[str, object]:
    period, reference = Period.parse(PERIOD), Reference.load()
    agency, forms = reference.agency(AGENCY, period.ends_on), [load_forms()[id] for id in rows]
    folder.mkdir()
    write_template(folder / "a.xlsx", agency, period, forms, reference, prefill=rows)
    outcome = pipeline.run(folder)
    submission = "submission_id = (SELECT max(id) FROM registry.submission)"
    told = _asked(f"SELECT form_id, rule_id, message FROM registry.finding WHERE {submission}")
    copies = [openpyxl.load_workbook(path) for path in outcome.given_back]
    cells = (cell for copy in copies for sheet in copy for row in sheet for cell in row)
    return {
        "told": told,
        "noted": [[c.parent.title, c.coordinate, c.comment.text] for c in cells if c.comment],
        "loaded": outcome.loaded,
        "states": _states(),
        "board": [
            [cell["form_id"], cell["state"]]
            for cell in pipeline.period_status(PERIOD)["returns"]
            if cell["agency_id"] == AGENCY and cell["form_id"] in (WHOLE, PART)
        ],
    }


def _pages(home: Path, return_ids: Sequence[int]) -> list[bool]:
    """Tell whether the desk's pages of board and returns name the part."""
    accounts = Accounts(home / "desk")
    password = accounts.create("can-bo", [Role.STEWARD], "")
    app = create_app(home=home / "desk", accounts=accounts)
    client = TestClient(app, base_url="http://desk.test", follow_redirects=True)
    found = re.search(r'name="ma_bieu_mau" value="([^"]+)"', client.get("/dang-nhap").text)
    posted = {"ten": "can-bo", "mat_khau": password, "tiep": ""}
    client.post("/dang-nhap", data={"ma_bieu_mau": found[1] if found else "", **posted})
    paths = [f"/ky/{PERIOD}", *(f"/bieu/{one}" for one in return_ids)]
    return [load_forms()[PART].number in client.get(path).text for path in paths]


def _explained() -> object:
    """Give a reason for what is asked, and accept it; give the states before and after."""
    with warehouse.transaction("steward") as conn:
        (one,) = [id for id, form_id, state in _returns() if (form_id, state)[0] == PART][-1:]
        (finding,) = [f for f in return_history.findings(conn, one) if f.severity == "warning"]
        where = {"column": finding.column, "row_key": finding.row_key}
        reason = decisions.confirm(
            conn, one, finding.rule_id, **where, reason="Hai đoàn riêng", actor=AGENCY
        )
        before = _states()
        decisions.accept_confirmation(conn, reason, actor="tong-hop")
    return {"before": before, "after": _states(), "loaded": pipeline.step_load()}


def _returns() -> list[list[Any]]:
    return _asked(
        "SELECT r.id, r.form_id, s.state FROM registry.return r "
        "JOIN registry.return_state s ON s.return_id = r.id ORDER BY r.id"
    )


def _states() -> dict[str, str]:
    """Give the state of the newest return of each form."""
    return {str(form_id): str(state) for _, form_id, state in _returns()}


def _asked(query: str, role: warehouse.Role = "owner") -> list[list[Any]]:
    with warehouse.transaction(role) as conn:
        return [list(row) for row in conn.execute(sa.text(query))]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False, default=str))
