"""Makes a small world for the desk's tests: accounts, links, one agency's returns, clients.

In: a home folder with an empty warehouse. Out: a `World`. The district of Tràng Định has sent
works that wait for a reason, support projects that are refused and a population that is accepted;
Bình Gia has sent nothing; the Board has sent commendations with names of persons.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from etl import vault, warehouse
from etl.contracts import load_forms
from etl.desk import judge
from etl.desk.accounts import Accounts
from etl.desk.app import create_app
from etl.desk.identity import Role
from etl.extract import extract
from etl.load import load
from etl.model import Cell, Finding, Judgement, ReturnState, Rung, Severity
from etl.registry import contact, received
from etl.registry.judged import record_judgements
from etl.registry.received import Arrival
from sample import write_workbook

PERIOD = "2020"
DISTRICT, OTHER, BOARD = "ubnd-trang-dinh", "ubnd-binh-gia", "ban-dan-toc"
OWN = f"/don-vi/{DISTRICT}/{PERIOD}"  # the district's page
REASON = "Thanh toán khối lượng hoàn thành năm 2019 theo Quyết định số 12"
PEOPLE = (
    "nobody",
    "officer",
    "stranger",
    "head",
    "steward",
    "second",
    "analyst",
    "leader",
    "administrator",
)  # stranger: an officer of another agency
_ACCOUNTS: Mapping[str, tuple[Role, str]] = {
    "head": (Role.AGENCY_HEAD, DISTRICT),
    "steward": (Role.STEWARD, ""),
    "second": (Role.STEWARD, ""),
    "analyst": (Role.ANALYST, ""),
    "leader": (Role.LEADER, ""),
    "administrator": (Role.ADMINISTRATOR, ""),
}
_TOKEN = re.compile(r'name="ma_bieu_mau" value="([^"]+)"')
BASE = "http://desk.test"


@dataclass
class World:
    """The desk under test and what is in it."""

    app: FastAPI
    home: Path
    accounts: Accounts
    passwords: Mapping[str, str]
    workbook: Path  # the district's workbook for 2020
    submission_id: int
    returns: Mapping[str, int]  # form id → return id, of the district and the Board
    findings: Mapping[str, int]  # "warning", "critical" → finding id
    tokens: Mapping[str, str]  # agency id → token of its link
    link_ids: Mapping[str, int]
    _clients: dict[str, TestClient] = field(default_factory=dict)

    def client(self, who: str) -> TestClient:
        """Give somebody's browser, signed in."""
        if who not in self._clients:
            self._clients[who] = self.fresh_client(who)
        return self._clients[who]

    def fresh_client(self, who: str = "nobody") -> TestClient:
        """Give a browser that nobody used before, signed in as somebody."""
        client = TestClient(
            self.app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False
        )
        if who in ("officer", "stranger"):
            agency_id = DISTRICT if who == "officer" else OTHER
            assert client.get(f"/l/{self.tokens[agency_id]}").status_code == 303
        elif who != "nobody":
            answer = sign_in(client, who, self.passwords[who])
            assert answer.status_code == 303, answer.text
        return client

    def post(
        self,
        who: str,
        path: str,
        data: Mapping[str, str | Sequence[str]] | None = None,
        *,
        page: str = "",
        files: Sequence[tuple[str, tuple[str, bytes]]] = (),
    ) -> httpx.Response:
        """Post a form as somebody, with the token of a page that they see."""
        client = self.client(who)
        token = form_token(client, page or _page_with_form(who))
        fields = {"ma_bieu_mau": token, **(data or {})}
        return client.post(path, data=fields, files=list(files) or None)

    def judged(self, who: str, path: str, data: Mapping[str, str]) -> str:
        """Post an order for the judge as somebody, answer it here; gives the result's address."""
        home = self.home / "desk"
        with judge.only_one(home):  # so that none is started in a process of its own
            answer = self.post(who, path, data)
        assert answer.status_code == 303, answer.text
        judge.answer_orders(home)
        return str(answer.headers["location"])


def scalar(statement: str, **values: object) -> object:
    """Ask the warehouse for one value."""
    with warehouse.transaction() as conn:
        return conn.execute(sa.text(statement), values).scalar()


def state_of(return_id: int) -> object:
    """Give the state of a return."""
    return scalar("SELECT state FROM registry.return_state WHERE return_id = :id", id=return_id)


def sign_in(client: TestClient, name: str, password: str, after: str = "") -> httpx.Response:
    """Fill in the sign-in form."""
    token = form_token(client, "/dang-nhap")
    data = {"ma_bieu_mau": token, "ten": name, "mat_khau": password, "tiep": after}
    return client.post("/dang-nhap", data=data)


def form_token(client: TestClient, path: str) -> str:
    """Give the token of the first form of a page; "" when the page has none."""
    found = _TOKEN.search(client.get(path, follow_redirects=True).text)
    return found[1] if found else ""


def _page_with_form(who: str) -> str:
    if who in ("officer", "head"):
        return OWN
    return f"/don-vi/{OTHER}/{PERIOD}" if who == "stranger" else "/mat-khau"


def make_world(home: Path) -> World:
    """Fill an empty home and warehouse."""
    accounts, passwords = _accounts(home / "desk")
    app = create_app(home=home / "desk", accounts=accounts)
    folder = home / "sent"
    folder.mkdir()
    workbook = write_workbook(folder, DISTRICT, PERIOD)
    board_book = write_workbook(folder, BOARD, PERIOD)
    states = {
        "works": (ReturnState.NEEDS_CONFIRMATION, (warning(),)),
        "support_projects": (ReturnState.REJECTED, (critical(),)),
    }
    submission_id, returns = send(workbook, states)
    _, of_board = send(board_book, {})
    links = app.state.desk.links
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=5)
    tokens = {one: links.create(one, PERIOD, expires, "steward") for one in (DISTRICT, OTHER)}
    with warehouse.transaction() as conn:
        link_ids = {row["agency_id"]: row["id"] for row in contact.links(conn, PERIOD)}
    return World(
        app=app,
        home=home,
        accounts=accounts,
        passwords=passwords,
        workbook=workbook,
        submission_id=submission_id,
        returns={**of_board, **returns},
        findings=_finding_ids(),
        tokens=tokens,
        link_ids=link_ids,
    )


def send(
    path: Path, states: Mapping[str, tuple[ReturnState, Sequence[Finding]]]
) -> tuple[int, dict[str, int]]:
    """Receive a workbook and judge it by hand; forms that are not named are accepted and loaded."""
    (reading,) = extract([path])
    assert reading.cover is not None
    sha256 = vault.put_all([path])[0]
    with warehouse.transaction() as conn:
        arrival = Arrival(sha256, path.name, "inbox", path.stat().st_size)
        (submission,) = received.record_submissions(conn, [arrival])
        received.record_readings(conn, [(submission.id, replace(reading, sha256=sha256))])
        judged = [
            Judgement(
                sha256,
                reading.cover.agency_id,
                table.form_id,
                reading.cover.period_key,
                *states.get(table.form_id, (ReturnState.ACCEPTED, ())),
                table,
            )
            for table in reading.tables
        ]
        found = record_judgements(conn, [(submission.id, one) for one in judged])
        ids = {one.form_id: number for one, number in zip(judged, found, strict=True)}
        load(
            conn,
            {
                ids[one.form_id]: one.table
                for one in judged
                if one.state is ReturnState.ACCEPTED and one.table is not None
            },
        )
    return submission.id, ids


def warning(row: int = 11, row_key: str = "180|06001|Nhà văn hóa") -> Finding:
    """Make a warning about one work of the district."""
    return Finding(
        rule_id="works.disbursed_within_plan",
        severity=Severity.WARNING,
        rung=Rung.ROW,
        message="Vốn giải ngân lớn hơn kế hoạch vốn giao trong kỳ.",
        form_id="works",
        cells=(Cell(load_forms()["works"].sheet, "H", row),),
        column="disbursed_million_vnd",
        row_label="Nhà văn hóa",
        row_key=row_key,
        value="600",
        expected="không quá 500",
        difference="100",
    )


def critical() -> Finding:
    """Make a fault about one support project of the district."""
    return Finding(
        rule_id="cell.unreadable_number",
        severity=Severity.CRITICAL,
        rung=Rung.CELL,
        message="Không đọc được số ở ô này.",
        form_id="support_projects",
        cells=(Cell(load_forms()["support_projects"].sheet, "G", 11),),
        column="planned_million_vnd",
        value="12o,5",
    )


def _accounts(folder: Path) -> tuple[Accounts, Mapping[str, str]]:
    """Make one account a role, with a hasher that is quick because nothing is at stake."""
    accounts = Accounts(folder, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords = {
        name: accounts.create(name, [role], agency_id)
        for name, (role, agency_id) in _ACCOUNTS.items()
    }
    return accounts, passwords


def _finding_ids() -> dict[str, int]:
    with warehouse.transaction() as conn:
        rows = conn.exec_driver_sql("SELECT severity, id FROM registry.finding").all()
    return dict(row._tuple() for row in rows)
