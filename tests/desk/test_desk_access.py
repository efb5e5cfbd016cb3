"""Every route of the desk for everybody and for nobody: who is let in, who is told nothing.

The table is the specification. A route that is not in it fails the first test.
"""

from __future__ import annotations

import re

import pytest
from desk_world import DISTRICT, OWN, PEOPLE, PERIOD, World, form_token
from starlette.routing import Route

from etl.desk.render import HERE

STAFF = {"steward", "second", "analyst", "leader", "administrator"}
STEWARDS = {"steward", "second"}
EVERYBODY = set(PEOPLE)
SIGNED_IN = STAFF | {"head"}
OWNERS = {"officer", "head"}  # those who act for the agency in the address

# (method, route, an address of it, who is let in)
ROUTES = [
    ("GET", "/", "/", EVERYBODY),
    ("GET", "/ky/{period_key}", f"/ky/{PERIOD}", STAFF),
    ("POST", "/ky/{period_key}/gia-han", f"/ky/{PERIOD}/gia-han", STEWARDS),
    ("POST", "/ky/{period_key}/mien", f"/ky/{PERIOD}/mien", STEWARDS),
    ("GET", "/co-quan/{agency_id}", f"/co-quan/{DISTRICT}", STAFF),
    ("GET", "/bieu/{return_id}", "/bieu/{works}", STAFF),
    ("GET", "/bieu/{return_id}/tai/goc", "/bieu/{works}/tai/goc", STEWARDS),
    ("GET", "/bieu/{return_id}/tai/tra-lai", "/bieu/{works}/tai/tra-lai", STEWARDS),
    ("GET", "/bieu/{return_id}/tai/csv", "/bieu/{works}/tai/csv", STAFF - {"administrator"}),
    (
        "POST",
        "/bieu/{return_id}/giai-trinh/{confirmation_id}",
        "/bieu/{works}/giai-trinh/{reason}",
        STEWARDS,
    ),
    ("POST", "/bieu/{return_id}/dinh-chinh", "/bieu/{works}/dinh-chinh", STEWARDS),
    (
        "GET",
        "/bieu/{return_id}/dinh-chinh/kiem-tra/{order_id}",
        "/bieu/{population}/dinh-chinh/kiem-tra/{order}",
        STEWARDS,
    ),
    (
        "POST",
        "/bieu/{return_id}/dinh-chinh/kiem-tra/{order_id}",
        "/bieu/{population}/dinh-chinh/kiem-tra/{order}",
        STEWARDS,
    ),
    (
        "POST",
        "/bieu/{return_id}/dinh-chinh/{correction_id}",
        "/bieu/{population}/dinh-chinh/{correction}",
        STEWARDS,
    ),
    ("POST", "/bieu/{return_id}/rut", "/bieu/{works}/rut", STEWARDS),
    ("POST", "/bieu/{return_id}/khoi-phuc", "/bieu/{works}/khoi-phuc", STEWARDS),
    (
        "POST",
        "/bieu/{return_id}/de-nghi-ban/{proposal_id}",
        "/bieu/{population}/de-nghi-ban/{proposal}",
        STEWARDS,
    ),
    ("POST", "/bieu/{return_id}/sau-khi-khoa", "/bieu/{works}/sau-khi-khoa", STEWARDS),
    ("POST", "/ky/{period_key}/khoa/{what}", f"/ky/{PERIOD}/khoa/dong", STEWARDS),
    ("GET", "/ky/{period_key}/so-lieu", f"/ky/{PERIOD}/so-lieu", STAFF),
    ("GET", "/bao-cao", "/bao-cao", STAFF),
    ("GET", "/bao-cao/{release_id}/tai/{edition}", "/bao-cao/{release}/tai/docx", STAFF),
    ("POST", "/ky/{period_key}/du-thao", "/ky/2020-Q3/du-thao", STEWARDS),
    ("POST", "/bao-cao/{release_id}/tra-loi", "/bao-cao/{release}/tra-loi", {"leader"}),
    ("GET", "/viec", "/viec", STEWARDS),
    ("POST", "/viec/da-bao/{submission_id}", "/viec/da-bao/{submission}", STEWARDS),
    ("GET", "/quy-tac", "/quy-tac", STAFF),
    ("GET", "/quy-tac/{rule_id}", "/quy-tac/works.disbursed_within_plan", STAFF),
    ("GET", "/ngoai-le", "/ngoai-le", STAFF),
    ("POST", "/ngoai-le", "/ngoai-le", STEWARDS),
    ("POST", "/ngoai-le/{waiver_id}/thu-hoi", "/ngoai-le/{waiver}/thu-hoi", STEWARDS),
    ("GET", "/lien-ket", "/lien-ket", STEWARDS | {"administrator"}),
    ("GET", "/lien-ket/{period_key}", f"/lien-ket/{PERIOD}", STEWARDS | {"administrator"}),
    ("POST", "/lien-ket/{period_key}", f"/lien-ket/{PERIOD}", STEWARDS | {"administrator"}),
    (
        "POST",
        "/lien-ket/{period_key}/{link_id}/thu-hoi",
        f"/lien-ket/{PERIOD}/{{spare}}/thu-hoi",
        STEWARDS | {"administrator"},
    ),
    ("GET", "/l/{token}", "/l/{token}", EVERYBODY),
    ("GET", "/don-vi/{agency_id}/{period_key}", OWN, OWNERS),
    ("GET", "/don-vi/{agency_id}/{period_key}/bieu-mau", f"{OWN}/bieu-mau", OWNERS),
    ("POST", "/don-vi/{agency_id}/{period_key}/nop", f"{OWN}/nop", OWNERS),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/bien-nhan/{submission_id}",
        f"{OWN}/bien-nhan/{{submission}}",
        OWNERS,
    ),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/bien-nhan/{submission_id}/tai/{what}",
        f"{OWN}/bien-nhan/{{submission}}/tai/goc",
        OWNERS,
    ),
    ("POST", "/don-vi/{agency_id}/{period_key}/giai-trinh", f"{OWN}/giai-trinh", OWNERS),
    ("POST", "/don-vi/{agency_id}/{period_key}/ky", f"{OWN}/ky", {"head"}),
    ("POST", "/don-vi/{agency_id}/{period_key}/kiem-tra", f"{OWN}/kiem-tra", OWNERS),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/kiem-tra/{precheck_id}",
        f"{OWN}/kiem-tra/{{precheck}}",
        OWNERS,
    ),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/kiem-tra/{precheck_id}/tai/{number}",
        f"{OWN}/kiem-tra/{{precheck}}/tai/1",
        OWNERS,
    ),
    ("POST", "/bieu/{return_id}/kiem-tra-lai", "/bieu/{works}/kiem-tra-lai", STEWARDS),
    (
        "POST",
        "/quy-tac/{rule_id}/kiem-tra-lai",
        "/quy-tac/works.new_has_start/kiem-tra-lai",
        STEWARDS,
    ),
    ("GET", "/kiem-tra-lai/{order_id}", "/kiem-tra-lai/{tried}", STEWARDS),
    ("POST", "/kiem-tra-lai/{order_id}", "/kiem-tra-lai/{tried}", STEWARDS),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/so-lieu-da-gui",
        f"{OWN}/so-lieu-da-gui",
        OWNERS,
    ),
    ("GET", "/dang-nhap", "/dang-nhap", EVERYBODY),
    ("POST", "/dang-nhap", "/dang-nhap", EVERYBODY),
    ("POST", "/dang-xuat", "/dang-xuat", SIGNED_IN),
    ("GET", "/mat-khau", "/mat-khau", SIGNED_IN),
    ("POST", "/mat-khau", "/mat-khau", SIGNED_IN),
    ("GET", "/tai-khoan", "/tai-khoan", {"administrator"}),
    ("POST", "/tai-khoan", "/tai-khoan", {"administrator"}),
    ("POST", "/tai-khoan/{name}/dat-lai", "/tai-khoan/spare-account/dat-lai", {"administrator"}),
    ("POST", "/tai-khoan/{name}/dong", "/tai-khoan/spare-account/dong", {"administrator"}),
]
POSTS = [row for row in ROUTES if row[0] == "POST"]
_NAMES = [f"{method} {route}" for method, route, _, _ in ROUTES]


def test_the_table_holds_every_route(world: World) -> None:
    """No page may be added without saying who may see it."""
    served = {
        (method, route.path)
        for route in world.app.routes
        if isinstance(route, Route)
        for method in route.methods - {"HEAD"}
    }
    assert {(method, route) for method, route, _, _ in ROUTES} == served


def test_every_form_that_is_taken_stands_on_a_page() -> None:
    """What can be done only by who writes requests by hand cannot be done."""
    found = set()
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        for address in re.findall(r'action="\{\{ here\(([^"]*)\) \}\}"', text):
            parts = [part.strip() for part in address.split("~")]
            written = ["/don-vi/*/*" if part == "sender.path" else part for part in parts]
            found.add("".join(part.strip("'") if "/" in part else "*" for part in written))
    taken = {re.sub(r"\{\w+\}", "*", route) for _, route, _, _ in POSTS}
    assert taken - found == set()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("method", "route", "address", "allowed"), ROUTES, ids=_NAMES)
def test_everybody_gets_what_the_table_says(
    world: World,
    places: dict[str, object],
    method: str,
    route: str,
    address: str,
    allowed: set[str],
    who: str,
) -> None:
    """Those who are let in get an answer; all others a refusal that is the same for all things."""
    path = address.format(**places)
    if method == "GET":
        client = world.fresh_client() if route == "/l/{token}" else world.client(who)
        answer = client.get(path)
    elif route in ("/dang-xuat", "/dang-nhap"):
        client = world.fresh_client(who)
        page = "/dang-nhap" if route == "/dang-nhap" else "/mat-khau"
        answer = client.post(path, data={"ma_bieu_mau": form_token(client, page)})
    else:
        answer = world.post(who, path)  # an empty form: let in, it is told what is missing
    signs_in = answer.headers.get("location", "").startswith("/dang-nhap?tiep=")
    refused = answer.status_code in (401, 403, 404) or signs_in
    if route == "/dang-nhap" and method == "POST":  # a wrong password is 401 for everybody
        assert answer.status_code in (401, 403)
    elif route == "/":
        assert answer.status_code == 303
    else:
        assert answer.status_code < 500
        assert refused == (who not in allowed), f"{who}: {answer.status_code}"


@pytest.mark.parametrize(
    ("method", "route", "address", "allowed"),
    POSTS,
    ids=[f"{method} {route}" for method, route, _, _ in POSTS],
)
def test_no_form_is_taken_without_its_token(
    world: World,
    places: dict[str, object],
    method: str,
    route: str,
    address: str,
    allowed: set[str],
) -> None:
    """A form without the token of our page is refused also for those who are let in."""
    who = sorted(allowed)[0]
    fields = {"ly_do": "Một lý do đủ dài", "quyet_dinh": "co"}
    answer = world.client(who).post(address.format(**places), data=fields)
    assert answer.status_code == 403
