"""What a project does with a form that it was given, run in a copy of it; prints what came of each.

Run with the copy on the path, a home folder and a warehouse in the environment. The one
surprising thing: nothing here names a column of the form but by what its contract says.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import Literal

import docx
import openpyxl
import sqlalchemy as sa
from starlette.testclient import TestClient

from etl import pipeline, warehouse
from etl.blank import write_blank_workbooks
from etl.cli import handbook
from etl.contracts import load_forms
from etl.desk.accounts import Accounts
from etl.desk.app import create_app
from etl.desk.identity import Role
from etl.model import Form
from etl.report import compose, render
from sample import write_workbook
from sample.faults import Fault, Rows

AGENCY, PERIOD = "ubnd-trang-dinh", "2020"


def main(form_id: str, home: Path) -> dict[str, object]:
    """Walk a form from its blank sheet to the pages that show it."""
    form = load_forms()[form_id]
    pipeline.open_warehouse()
    seen: dict[str, object] = {}
    (blank,) = write_blank_workbooks(PERIOD, home / "blank", AGENCY)
    seen["blank sheets"] = openpyxl.load_workbook(blank).sheetnames
    names = {column.name for column in form.columns}
    rule = next(one for one in form.rules if one.columns == (one.kwargs.get("column_B"),))
    assert rule.failing[0].keys() <= names

    def broken(rows: Rows) -> None:
        rows[form_id][0].update(rule.failing[0])

    sent = home / "sent"
    sent.mkdir()
    fault = Fault(AGENCY, PERIOD, "", in_rows=broken)
    first = pipeline.run(write_workbook(sent, AGENCY, PERIOD, fault=fault).parent)
    seen["loaded at first"] = first.loaded
    seen["given back"] = _notes(Path(first.given_back[0]), form.sheet)
    seen["findings"] = _asked("SELECT form_id, rule_id, message FROM registry.finding")
    again = home / "again"
    again.mkdir()
    write_workbook(again, AGENCY, PERIOD, version=2)
    seen["loaded then"] = pipeline.run(again).loaded
    seen["mart"] = _asked(f"SELECT * FROM mart.{form_id}", "analyst")
    seen["by area"] = _asked(f"SELECT * FROM mart.{form_id}_by_area", "analyst")
    of_form = f"indicator_id LIKE '{form_id}%' AND is_total ORDER BY indicator_id"
    seen["indicators"] = _asked(f"SELECT * FROM mart.indicator WHERE {of_form}", "analyst")
    seen["annex"] = _annex(home, form)
    seen["pages"] = _pages(home, form_id)
    pages = handbook.write_handbook(home / "docs")
    seen["handbook"] = [path.name for path in pages if form_id in path.read_text()]
    return seen


def _annex(home: Path, form: Form) -> dict[str, object]:
    """Draft the report in its three editions, and give what each has of the form."""
    with warehouse.transaction("report") as conn:
        content = compose(conn, PERIOD)
        files = render(conn, content, home / "report").files
    word = docx.Document(str(files["docx"]))
    sheet = openpyxl.load_workbook(files["xlsx"])[form.sheet]
    return {
        "title": next(one.title for one in content.appendices if form.title in one.title),
        "word": [cell.text for one in word.tables for row in one.rows for cell in row.cells],
        "pictures": len(word.inline_shapes),
        "excel": [cell.value for row in sheet.iter_rows() for cell in row if cell.value],
        "charts": len(sheet._charts),
        "html": form.title in files["html"].read_text(encoding="utf-8"),
    }


def _notes(path: Path, sheet: str) -> dict[str, str]:
    cells = (cell for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def _asked(query: str, role: Literal["owner", "analyst"] = "owner") -> list[dict[str, str]]:
    with warehouse.transaction(role) as conn:
        return [
            {k: str(v) for k, v in row.items()} for row in conn.execute(sa.text(query)).mappings()
        ]


def _pages(home: Path, form_id: str) -> dict[str, bool]:
    """Tell which pages of the desk name the form."""
    accounts = Accounts(home / "desk")
    password = accounts.create("can-bo", [Role.STEWARD], "")
    app = create_app(home=home / "desk", accounts=accounts)
    client = TestClient(app, base_url="http://desk.test", follow_redirects=True)
    page = client.get("/dang-nhap").text
    found = re.search(r'name="ma_bieu_mau" value="([^"]+)"', page)
    assert found is not None
    client.post(
        "/dang-nhap",
        data={"ma_bieu_mau": found[1], "ten": "can-bo", "mat_khau": password, "tiep": ""},
    )
    (newest,) = _asked(f"SELECT max(id) AS id FROM registry.return WHERE form_id = '{form_id}'")
    form = load_forms()[form_id]
    paths = {
        "board": f"/ky/{PERIOD}",
        "return": f"/bieu/{newest['id']}",
        "rule": f"/quy-tac/{form.rules[0].id}",
    }
    texts = {name: client.get(path).text for name, path in paths.items()}
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    token = app.state.desk.links.create(AGENCY, PERIOD, expires, "can-bo")
    officer = TestClient(app, base_url="http://desk.test", follow_redirects=True)
    texts["agency"] = officer.get(f"/l/{token}").text
    return {name: form.number in text or form.title in text for name, text in texts.items()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2])), ensure_ascii=False))
