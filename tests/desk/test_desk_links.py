"""Links to an agency's page: whom they let in, for how long, and that nobody can read them."""

from __future__ import annotations

import datetime as dt
import hashlib
import time

from desk_world import BASE, DISTRICT, OTHER, OWN, PERIOD, World

from etl import warehouse

_THEIRS = f"/don-vi/{OTHER}/{PERIOD}"


def test_a_link_opens_one_page_until_it_ends(world: World) -> None:
    """Named agency and period only; not after its day, not after it was revoked."""
    links = world.app.state.desk.links
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5)
    short = links.create(OTHER, PERIOD, soon, "steward")
    client = world.fresh_client()
    opened = client.get(f"/l/{short}")
    assert opened.headers["location"] == _THEIRS
    assert short not in client.get(_THEIRS).text
    assert client.get(f"/don-vi/{OTHER}/2019").status_code == 404
    while dt.datetime.now(dt.UTC) < soon:
        time.sleep(0.1)
    assert client.get(_THEIRS).status_code == 404
    assert client.get(f"/l/{short}").status_code == 404

    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    token = links.create(OTHER, PERIOD, later, "steward")
    assert client.get(f"/l/{token}").status_code == 303
    assert client.get(_THEIRS).status_code == 200
    with warehouse.transaction() as conn:
        newest = conn.exec_driver_sql("SELECT max(id) FROM registry.link").scalar_one()
    assert world.post("steward", f"/lien-ket/{PERIOD}/{newest}/thu-hoi").status_code == 303
    assert client.get(_THEIRS).status_code == 404
    assert client.get(f"/l/{token}").status_code == 404


def test_a_link_cannot_be_forged_or_read_from_the_registry(world: World) -> None:
    """Only the hash is kept; a changed token, or one of another secret, opens nothing."""
    token = world.tokens[DISTRICT]
    with warehouse.transaction() as conn:
        kept = conn.exec_driver_sql("SELECT token_sha256 FROM registry.link").scalars().all()
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert token not in kept
    client = world.fresh_client()
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), kept[0], "x", token + "."):
        assert client.get(f"/l/{forged}").status_code == 404


def test_one_browser_may_hold_several_links(world: World) -> None:
    """An officer with the year's and a quarter's link keeps both pages."""
    links = world.app.state.desk.links
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    client = world.fresh_client("officer")
    client.get(f"/l/{links.create(DISTRICT, '2020-Q1', later, 'steward')}")
    assert client.get(OWN).status_code == 200
    assert client.get(f"/don-vi/{DISTRICT}/2020-Q1").status_code == 200


def test_a_link_is_shown_once_and_ends_in_time(world: World) -> None:
    """The page that makes it shows the address; the list afterwards does not."""
    made = world.post("steward", f"/lien-ket/{PERIOD}", {"don_vi": OTHER, "so_ngay": "30"})
    assert f"{BASE}/l/" in made.text
    assert "/l/" not in world.client("steward").get(f"/lien-ket/{PERIOD}").text
    for wrong in ({"don_vi": OTHER, "so_ngay": "4000"}, {"don_vi": "so-noi-vu", "so_ngay": "3"}):
        assert world.post("steward", f"/lien-ket/{PERIOD}", wrong).status_code == 422
