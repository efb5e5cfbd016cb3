"""Who is slowed down: those who guess, wherever they say they come from, and nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from desk_world import BASE, DISTRICT, OTHER, PERIOD, World, sign_in
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from etl.desk.app import behind_proxies
from etl.desk.pace import BackOff, Pace

PROXY = "10.0.0.9"
FAILURES = 40


@pytest.fixture(autouse=True)
def fresh_paces(world: World) -> Iterator[None]:
    """Let every test begin with nothing counted."""
    kept = world.app.state.desk
    world.app.state.desk = replace(
        kept,
        failure_pace=Pace(times=FAILURES, seconds=300),
        link_pace=Pace(times=30, seconds=60),
        sign_in_pace=BackOff(),
    )
    yield
    world.app.state.desk = kept


def visitor(app: ASGIApp, address: str = PROXY) -> TestClient:
    """Give a browser at a network address."""
    return TestClient(app, base_url=BASE, follow_redirects=False, client=(address, 50_000))


def guess(client: TestClient, times: int, **headers: str) -> list[int]:
    """Open links that nobody made."""
    return [
        client.get(
            f"/l/doan-{n}", headers={k.replace("_", "-"): v for k, v in headers.items()}
        ).status_code
        for n in range(times)
    ]


def test_all_agencies_behind_one_address_open_their_links(world: World) -> None:
    """Twenty-seven agencies with three links each, in one minute."""
    links, later = world.app.state.desk.links, dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    for number in range(81):
        agency_id = (DISTRICT, OTHER)[number % 2]
        token = links.create(agency_id, PERIOD, later, "steward")
        assert visitor(world.app).get(f"/l/{token}").status_code == 303


def test_who_guesses_is_slowed_down_and_the_neighbours_are_not(world: World) -> None:
    """A good link opens also from an address that failed too often; a bad one is not even told."""
    client = visitor(world.app)
    assert set(guess(client, FAILURES)) == {404}
    assert guess(client, 1) == [429]
    assert client.get(f"/l/{world.tokens[DISTRICT]}").status_code == 303
    assert guess(visitor(world.app, "10.0.0.10"), 1) == [404]


def test_one_link_is_not_opened_without_end(world: World) -> None:
    client = visitor(world.app)
    token, other = world.tokens[DISTRICT], world.tokens[OTHER]
    assert {client.get(f"/l/{token}").status_code for _ in range(30)} == {303}
    assert client.get(f"/l/{token}").status_code == 429
    assert client.get(f"/l/{other}").status_code == 303


def test_a_forwarded_address_counts_only_from_a_proxy_that_was_named(world: World) -> None:
    """Otherwise whoever guesses would write a new address into every request."""
    direct = visitor(world.app)
    for number in range(FAILURES):
        assert guess(direct, 1, x_forwarded_for=f"198.51.100.{number}") == [404]
    assert guess(direct, 1, x_forwarded_for="203.0.113.7") == [429]


@pytest.mark.parametrize("proxies", [PROXY, f"192.0.2.1,{PROXY}", "10.0.0.0/24"])
def test_behind_a_named_proxy_everybody_has_an_address_of_their_own(
    world: World, proxies: str
) -> None:
    client = visitor(behind_proxies(world.app, proxies))
    assert set(guess(client, FAILURES, x_forwarded_for="198.51.100.1")) == {404}
    assert guess(client, 1, x_forwarded_for="198.51.100.1") == [429]
    assert guess(client, 1, x_forwarded_for="198.51.100.2") == [404]
    # what a visitor writes before the proxy adds its own word does not count
    assert guess(client, 1, x_forwarded_for="198.51.100.3, 198.51.100.1") == [429]


def test_another_proxy_is_not_believed(world: World) -> None:
    client = visitor(behind_proxies(world.app, "192.0.2.1"))
    for number in range(FAILURES):
        guess(client, 1, x_forwarded_for=f"198.51.100.{number}")
    assert guess(client, 1, x_forwarded_for="203.0.113.7") == [429]
    fresh = visitor(behind_proxies(world.app, "192.0.2.1"))
    page = fresh.get("/dang-nhap", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" not in page.headers["set-cookie"]
    named = visitor(behind_proxies(world.app, PROXY))
    page = named.get("/dang-nhap", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in page.headers["set-cookie"]


def test_signing_in_rightly_is_never_counted_against_an_address(world: World) -> None:
    """An office behind one address signs in all morning; guessing names from there ends."""
    client = visitor(world.app)
    for _ in range(FAILURES + 5):
        assert sign_in(client, "steward", world.passwords["steward"]).status_code == 303
        client.cookies.clear()
    guessed = [sign_in(client, f"ten-{n}", "sai-mat-khau").status_code for n in range(FAILURES + 1)]
    assert guessed == [401] * FAILURES + [429]


def test_a_stranger_who_guesses_makes_himself_wait_and_not_the_person(world: World) -> None:
    """Forty wrong passwords from elsewhere, and the leader signs in as always."""
    stranger = visitor(world.app, "203.0.113.66")
    told = [sign_in(stranger, "leader", f"doan-{n}").status_code for n in range(40)]
    assert told == [401] * 5 + [429] * 35
    assert sign_in(visitor(world.app), "leader", world.passwords["leader"]).status_code == 303
    assert sign_in(stranger, "leader", world.passwords["leader"]).status_code == 429


def test_who_fails_on_waits_twice_as_long_each_time_and_then_no_longer() -> None:
    now = [0.0]
    pace = BackOff(free=2, first=2.0, longest=7.0, clock=lambda: now[0])
    waits = []
    for _ in range(6):
        while left := pace.take("a"):
            waits.append(left)
            now[0] += left
    assert waits == [2.0, 4.0, 7.0, 7.0]
    assert pace.take("a") == 7.0
    assert pace.take("a") == 7.0  # asking makes nothing longer
    assert pace.take("b") == 0.0
    now[0] += 14.1  # twice the longest wait without a try
    assert [pace.take("a"), pace.take("a")] == [0.0, 0.0]
    pace.succeeded("a")
    assert [pace.take("a"), pace.take("a")] == [0.0, 0.0]
    assert pace.take("a") == 2.0


def test_tries_at_the_same_time_are_counted_one_by_one() -> None:
    """A hundred at once get no more through than one after another."""
    pace = BackOff()
    with ThreadPoolExecutor(16) as many:
        waits = list(many.map(lambda _: pace.take("a"), range(100)))
    assert waits.count(0.0) == 5
