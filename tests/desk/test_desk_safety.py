"""What OWASP asks of the desk: headers, cookies, forms, limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_world import BASE, DISTRICT, OWN, PERIOD, World, form_token, sign_in
from starlette.testclient import TestClient

from etl.desk.accounts import COOKIE as SESSION_COOKIE
from etl.desk.app import create_app
from etl.desk.links import COOKIE as LINK_COOKIE
from etl.desk.pace import Pace
from etl.desk.posted import COOKIE as FORM_COOKIE


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("nobody", "/dang-nhap", 200),
        ("nobody", "/khong-co-trang-nay", 404),
        ("nobody", OWN, 404),
        ("steward", f"/ky/{PERIOD}", 200),
        ("analyst", "/viec", 403),
        ("steward", "/ky/2020-Q9", 404),
        ("steward", "/bieu/khong-phai-so", 422),
        ("nobody", "/static/desk.css", 200),
    ],
)
def test_every_answer_carries_the_safe_headers(
    world: World, who: str, path: str, status: int
) -> None:
    """No answer, also no refusal, may be framed elsewhere, sniffed, or run a foreign script."""
    answer = world.client(who).get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["referrer-policy"] == "same-origin"
    if not path.startswith("/static"):
        assert answer.headers["cache-control"] == "no-store"


def test_a_fault_of_ours_shows_nothing_of_itself(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception becomes a sentence, with the same headers and without a trace."""
    from etl.desk.pages import rules_page

    monkeypatch.setattr(rules_page, "rule_book_version", lambda: {}["khóa bí mật"])
    answer = world.client("steward").get("/quy-tac")
    assert answer.status_code == 500
    assert "khóa bí mật" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_pages_hold_no_inline_script_or_style(world: World) -> None:
    """The policy forbids them, so a page that needs one would be broken."""
    pages = [f"/ky/{PERIOD}", f"/bieu/{world.returns['works']}", "/viec", "/quy-tac", "/ngoai-le"]
    texts = [world.client("steward").get(path).text for path in pages]
    texts.append(world.client("officer").get(OWN).text)
    for text in texts:
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "<script>" not in text
        assert 'lang="vi"' in text


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    """HttpOnly and SameSite always, Secure where the address is https."""
    for base, secure in ((BASE, False), ("https://desk.test", True)):
        client = TestClient(world.app, base_url=base, follow_redirects=False)
        page = client.get("/dang-nhap")
        signed = sign_in(client, "leader", world.passwords["leader"])
        linked = client.get(f"/l/{world.tokens[DISTRICT]}")
        given = [
            cookie
            for answer in (page, signed, linked)
            for cookie in answer.headers.get_list("set-cookie")
            if "Max-Age=0" not in cookie
        ]
        names = {cookie.partition("=")[0] for cookie in given}
        assert names == {FORM_COOKIE, SESSION_COOKIE, LINK_COOKIE}
        for cookie in given:
            assert "HttpOnly" in cookie
            assert "SameSite=lax" in cookie
            assert ("Secure" in cookie) == secure


def test_a_form_of_one_person_cannot_be_posted_by_another(world: World) -> None:
    """The token is bound to the person and to the browser."""
    path = "/ky/2020/gia-han"
    of_steward = form_token(world.client("steward"), "/mat-khau")
    of_analyst = form_token(world.client("analyst"), "/mat-khau")
    assert world.client("second").post(path, data={"ma_bieu_mau": of_steward}).status_code == 403
    elsewhere = world.fresh_client("steward")
    assert elsewhere.post(path, data={"ma_bieu_mau": of_steward}).status_code == 403
    assert world.client("steward").post(path, data={"ma_bieu_mau": of_analyst}).status_code == 403
    assert world.client("steward").post(path, data={"ma_bieu_mau": of_steward}).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.test"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"origin": "http://["},
    ],
)
def test_a_form_from_another_site_is_refused(world: World, headers: dict[str, str]) -> None:
    """Also with a token, should one ever leak."""
    client = world.client("steward")
    token = form_token(client, "/mat-khau")
    answer = client.post("/ngoai-le", data={"ma_bieu_mau": token}, headers=headers)
    assert answer.status_code == 403
    assert "trang khác" in answer.text


def test_large_bodies_are_cut_off(world: World, tmp_path: Path) -> None:
    """By what really arrives, whatever the header claims."""
    client = world.client("steward")
    assert client.post("/ngoai-le", content=b"x" * 300_000).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    typed = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/ngoai-le", content=endless(), headers=typed).status_code == 413
    small = create_app(home=tmp_path, upload_bytes=50_000, accounts=world.accounts)
    small.state.desk = world.app.state.desk
    officer = TestClient(small, base_url=BASE, follow_redirects=False)
    officer.get(f"/l/{world.tokens[DISTRICT]}")
    token = form_token(officer, OWN)
    files = [("tep", ("lon.xlsx", b"x" * 60_000))]
    answer = officer.post(f"{OWN}/nop", data={"ma_bieu_mau": token}, files=files)
    assert answer.status_code == 413
    assert "quá lớn" in answer.text


def test_pace_counts_over_a_sliding_window() -> None:
    """So many at once, then none, then again as time goes on; keys do not disturb each other."""
    now = [0.0]
    pace = Pace(times=3, seconds=10, clock=lambda: now[0])
    assert [pace.take("a") for _ in range(4)] == [True, True, True, False]
    assert pace.take("b", 3)
    assert not pace.take("b")
    now[0] = 10.0
    assert pace.take("a", 3)


def test_pace_holds_when_many_ask_at_once() -> None:
    """Threads of the server share it."""
    pace = Pace(times=50, seconds=1000)
    taken: list[bool] = []

    def ask() -> None:
        for _ in range(20):
            taken.append(pace.take("a"))
            time.sleep(0)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(True) == 50
