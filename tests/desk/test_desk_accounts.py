"""Signing in: guessing, sessions that end when they should, accounts and their passwords."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from desk_world import BASE, DISTRICT, OWN, PERIOD, World, form_token, sign_in
from starlette.testclient import TestClient

from etl.desk.accounts import COOKIE as SESSION_COOKIE
from etl.desk.accounts import IDLE_SECONDS, LONGEST_SECONDS, AccountError, Accounts, OwnSessions
from etl.desk.app import create_app
from etl.desk.identity import Role
from etl.desk.posted import COOKIE as BROWSER_COOKIE


@pytest.mark.parametrize(
    ("after", "goes_to"),
    [
        ("/viec", "/viec"),
        ("https://evil.test/", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_goes_on_to_our_own_pages_only(world: World, after: str, goes_to: str) -> None:
    """An address in the form is no way to send people elsewhere."""
    answer = sign_in(world.fresh_client(), "steward", world.passwords["steward"], after)
    assert answer.headers["location"] == goes_to


def test_guessing_is_slowed_down_and_tells_nothing(world: World, tmp_path: Path) -> None:
    """Known and unknown names get the same words; after some attempts nothing is checked."""
    app = create_app(home=tmp_path, accounts=world.accounts)
    client = TestClient(app, base_url=BASE, follow_redirects=False)
    known = sign_in(client, "leader", "sai-mat-khau-roi")
    unknown = sign_in(client, "khong-co-ai", "sai-mat-khau-roi")
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert known.text.replace("leader", "?") == unknown.text.replace("khong-co-ai", "?")
    answers = [sign_in(client, "leader", "sai-mat-khau-roi") for _ in range(8)]
    assert answers[-1].status_code == 429
    assert sign_in(client, "leader", world.passwords["leader"]).status_code == 429


def test_a_session_ends_when_it_should(tmp_path: Path) -> None:
    """Idle, too old, signed out, password changed, account closed."""
    now = [0.0]
    accounts = Accounts(tmp_path, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    password = accounts.create("thu", [Role.ANALYST])
    app = create_app(OwnSessions(accounts, clock=lambda: now[0]), home=tmp_path)

    def browser() -> TestClient:
        client = TestClient(app, base_url=BASE, follow_redirects=False)
        assert sign_in(client, "thu", password).status_code == 303
        return client

    def signed_in(client: TestClient) -> bool:
        return client.get("/mat-khau").status_code == 200

    idle = browser()
    assert signed_in(idle)
    now[0] += IDLE_SECONDS + 1
    assert not signed_in(idle)
    watched = browser()
    for _ in range(IDLE_SECONDS // 600 + 1):  # a page left open asks for news by itself
        now[0] += 600
        still = watched.get("/mat-khau", headers={"x-desk-live": "1"}).status_code == 200
    assert not still
    old = browser()
    for _ in range(LONGEST_SECONDS // 3000):
        now[0] += 3000
        assert signed_in(old)
    now[0] += 3000
    assert not signed_in(old)
    reset = browser()
    password = accounts.reset_password("thu")
    assert not signed_in(reset)
    closed = browser()
    accounts.close("thu")
    assert not signed_in(closed)
    assert sign_in(closed, "thu", password).status_code == 401


def test_signing_out_ends_the_session_and_not_only_the_cookie(world: World) -> None:
    """A cookie that somebody copied before is worth nothing afterwards."""
    client = world.fresh_client("analyst")
    copied = client.cookies[SESSION_COOKIE]
    token = form_token(client, "/mat-khau")
    assert client.post("/dang-xuat", data={"ma_bieu_mau": token}).status_code == 303
    thief = TestClient(world.app, base_url=BASE, follow_redirects=False)
    thief.cookies.set(SESSION_COOKIE, copied)
    assert thief.get(f"/ky/{PERIOD}").status_code == 303


def test_a_session_planted_before_signing_in_is_never_taken_over(world: World) -> None:
    """Who signs in gets a new secret; one that somebody else chose stays worth nothing."""
    planted = "gia-tri-do-ke-khac-dat"
    victim, thief = (TestClient(world.app, base_url=BASE, follow_redirects=False) for _ in "12")
    for browser in (victim, thief):
        browser.cookies.set(SESSION_COOKIE, planted)
    answer = sign_in(victim, "leader", world.passwords["leader"])
    assert answer.status_code == 303
    given = [one for one in answer.headers.get_list("set-cookie") if "Max-Age=0" not in one]
    assert any(one.startswith(f"{SESSION_COOKIE}=") for one in given)
    assert not any(planted in one for one in given)
    assert thief.get(f"/ky/{PERIOD}").headers["location"].startswith("/dang-nhap")


@pytest.mark.parametrize("value", ["", "x", "null", "a" * 5000])
def test_forged_cookies_are_nobody(world: World, value: str) -> None:
    """Garbage in any cookie is no error and no person."""
    client = TestClient(world.app, base_url=BASE, follow_redirects=False)
    for name in (SESSION_COOKIE, BROWSER_COOKIE, "desk_links"):
        client.cookies.set(name, value)
    assert client.get(f"/ky/{PERIOD}").status_code == 303
    assert client.get(OWN).status_code == 404


def test_first_start_makes_one_account_a_role_and_keeps_no_password(tmp_path: Path) -> None:
    """The generated passwords work, stand in one private file, and only as hashes elsewhere."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    accounts = Accounts(tmp_path, hasher)
    lines = (tmp_path / "mat-khau-ban-dau.txt").read_text().splitlines()
    passwords = dict(line.split("\t") for line in lines)
    assert {accounts.check(n, p).name for n, p in passwords.items()} == set(passwords)  # type: ignore[union-attr]
    stored = (tmp_path / "accounts.json").read_text()
    assert not any(password in stored for password in passwords.values())
    for name in ("accounts.json", "mat-khau-ban-dau.txt"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    again = Accounts(tmp_path, hasher)
    assert again.check("can-bo-1", passwords["can-bo-1"]) is not None


@pytest.mark.parametrize(
    ("name", "roles", "agency_id"),
    [
        ("Có Dấu", [Role.ANALYST], ""),
        ("x", [Role.ANALYST], ""),
        ("ok-name", [], ""),
        ("ok-name", [Role.OFFICER], ""),
        ("ok-name", [Role.AGENCY_HEAD], ""),
        ("ok-name", [Role.ANALYST], DISTRICT),
    ],
)
def test_accounts_that_make_no_sense_are_refused(
    tmp_path: Path, name: str, roles: list[Role], agency_id: str
) -> None:
    """With a sentence for the administrator, and nothing is made."""
    accounts = Accounts(tmp_path, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    before = accounts.all()
    with pytest.raises(AccountError):
        accounts.create(name, roles, agency_id)
    assert accounts.all() == before


def test_the_administrator_makes_resets_and_closes_accounts(world: World) -> None:
    """The password is shown once and works; nobody locks themselves out."""
    data = {"ten": "can-bo-9", "vai_tro": "steward", "don_vi": ""}
    made = world.post("administrator", "/tai-khoan", data)
    password = re.search(r'class="token">([^<]+)<', made.text)
    assert password is not None
    assert world.accounts.check("can-bo-9", password[1]) is not None
    assert password[1] not in world.client("administrator").get("/tai-khoan").text
    assert world.post("administrator", "/tai-khoan", data).status_code == 422
    reset = world.post("administrator", "/tai-khoan/can-bo-9/dat-lai")
    assert reset.status_code == 200
    assert world.accounts.check("can-bo-9", password[1]) is None
    closed = world.post("administrator", "/tai-khoan/can-bo-9/dong", {"khoa": "co"})
    assert closed.status_code == 303
    assert world.accounts.get("can-bo-9") is None
    own = world.post("administrator", "/tai-khoan/administrator/dong", {"khoa": "co"})
    assert own.status_code == 422


def test_a_changed_password_is_the_only_one_that_works(world: World) -> None:
    """With the old one known and the new one typed twice."""
    old, new = world.passwords["analyst"], "bốn từ dễ nhớ lắm"
    form = {"cu": old, "moi": new, "lai": new}
    for wrong in ({"cu": "sai"}, {"lai": "khac han"}, {"moi": "ngắn", "lai": "ngắn"}):
        assert world.post("analyst", "/mat-khau", {**form, **wrong}).status_code == 422
    assert world.post("analyst", "/mat-khau", form).status_code == 303
    assert world.accounts.check("analyst", old) is None
    assert world.accounts.check("analyst", new) is not None
