"""Every route of the desk for everybody and for nobody: who is let in, who is told nothing.

The table is the specification. A route that is not in it fails the first test.
"""

from __future__ import annotations

import re

import pytest
from desk_world import DISTRICT, OTHER, PEOPLE, PERIOD, World, form_token
from starlette.routing import Route

from etl import warehouse
from etl.desk import orders
from etl.desk.identity import Role
from etl.desk.render import HERE

STAFF = {"steward", "second", "analyst", "leader", "administrator"}
STEWARDS = {"steward", "second"}
EVERYBODY = set(PEOPLE)
SIGNED_IN = STAFF | {"head"}
OWN = {"officer", "head"}  # those who act for the agency in the address
_OWN_PAGE = f"/don-vi/{DISTRICT}/{PERIOD}"

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
    ("GET", "/bao-cao", "/bao-cao", STAFF),
    ("GET", "/bao-cao/{release_id}/tai/{edition}", "/bao-cao/{release}/tai/docx", STAFF),
    ("POST", "/ky/{period_key}/du-thao", "/ky/2020-Q3/du-thao", STEWARDS),
    ("POST", "/bao-cao/{release_id}/tra-loi", "/bao-cao/{release}/tra-loi", {"leader"}),
    ("GET", "/viec", "/viec", STEWARDS),
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
    ("GET", "/don-vi/{agency_id}/{period_key}", _OWN_PAGE, OWN),
    ("GET", "/don-vi/{agency_id}/{period_key}/bieu-mau", f"{_OWN_PAGE}/bieu-mau", OWN),
    ("POST", "/don-vi/{agency_id}/{period_key}/nop", f"{_OWN_PAGE}/nop", OWN),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/bien-nhan/{submission_id}",
        f"{_OWN_PAGE}/bien-nhan/{{submission}}",
        OWN,
    ),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/bien-nhan/{submission_id}/tai/{what}",
        f"{_OWN_PAGE}/bien-nhan/{{submission}}/tai/goc",
        OWN,
    ),
    ("POST", "/don-vi/{agency_id}/{period_key}/giai-trinh", f"{_OWN_PAGE}/giai-trinh", OWN),
    ("POST", "/don-vi/{agency_id}/{period_key}/ky", f"{_OWN_PAGE}/ky", {"head"}),
    ("POST", "/don-vi/{agency_id}/{period_key}/kiem-tra", f"{_OWN_PAGE}/kiem-tra", OWN),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/kiem-tra/{precheck_id}",
        f"{_OWN_PAGE}/kiem-tra/{{precheck}}",
        OWN,
    ),
    (
        "GET",
        "/don-vi/{agency_id}/{period_key}/kiem-tra/{precheck_id}/tai/{number}",
        f"{_OWN_PAGE}/kiem-tra/{{precheck}}/tai/1",
        OWN,
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
        f"{_OWN_PAGE}/so-lieu-da-gui",
        OWN,
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


@pytest.fixture(scope="module")
def places(world: World) -> dict[str, object]:
    """Give what the addresses of the table stand on: numbers of real things."""
    folder = world.home / "desk" / "prechecks" / ("p" * 24)
    folder.mkdir(parents=True)
    order = f'{{"agency_id": "{DISTRICT}", "period_key": "{PERIOD}", "file_names": ["a.xlsx"]}}'
    (folder / "order.json").write_text(order)
    (folder / "result.json").write_text('[{"clean": false, "findings": [], "agency_id": ""}]')
    (folder / "tra-lai-1.xlsx").write_bytes(b"PK")
    order = orders.lay(
        orders.stored_returns(world.home / "desk"),
        {"kind": "correction", "return_id": world.returns["population"], "reason": "x"},
    )
    orders.answer(order, {"refused": "Không có gì để đính chính."})
    asked = {"kind": "rejudge", "return_id": world.returns["works"]}
    tried = orders.lay(orders.stored_returns(world.home / "desk"), asked)
    orders.answer(tried, {"refused": "x"})
    world.accounts.create("spare-account", [Role.ANALYST])
    with warehouse.transaction("steward") as conn:
        made = {
            "reason": "INSERT INTO registry.confirmation (return_id, rule_id, column_name, "
            "row_key, reason, actor) SELECT return_id, rule_id, column_name, row_key, "
            "'Thanh toán khối lượng', 'x' FROM registry.finding WHERE severity = 'warning' "
            "RETURNING id",
            "correction": "INSERT INTO registry.correction (return_id, excel_row, column_name, "
            "original_value, corrected_value, reason, actor) "
            f"VALUES ({world.returns['population']}, 11, 'person_count', '1', '2', 'x', 'steward')"
            " RETURNING id",
            "proposal": "INSERT INTO registry.version_proposal (return_id, kind, reason, actor) "
            f"VALUES ({world.returns['population']}, 'withdraw', 'x', 'steward') RETURNING id",
            "waiver": "INSERT INTO registry.waiver (rule_id, authority, reason, valid_until, "
            "actor) VALUES ('x.y', 'z', 'z', current_date + 9, 'steward') RETURNING id",
            "spare": "INSERT INTO registry.link (agency_id, period_key, token_sha256, expires_at, "
            f"created_by) VALUES ('{OTHER}', '{PERIOD}', repeat('0', 64), "
            "now() + interval '1 day', 'x') RETURNING id",
        }
        ids = {name: conn.exec_driver_sql(text).scalar_one() for name, text in made.items()}
    with warehouse.transaction("report") as conn:
        ids["release"] = conn.exec_driver_sql(
            f"INSERT INTO release.release (period_key) VALUES ('{PERIOD}') RETURNING id"
        ).scalar_one()
        report = world.home / "reports" / "bao-cao.docx"
        report.parent.mkdir()
        report.write_bytes(b"PK")
        conn.exec_driver_sql(
            "INSERT INTO release.release_file (release_id, edition, sha256, path) "
            f"VALUES ({ids['release']}, 'docx', repeat('0', 64), '{report}')"
        )
    return {
        **ids,
        **world.returns,
        "submission": world.submission_id,
        "token": world.tokens[DISTRICT],
        "precheck": "p" * 24,
        "order": order.id,
        "tried": tried.id,
    }


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


def test_another_agency_learns_nothing(world: World, places: dict[str, object]) -> None:
    """What exists and is not one's own looks exactly like what does not exist."""
    stranger = world.client("stranger")
    own = f"/don-vi/{OTHER}/{PERIOD}"
    for there, nowhere in (
        (_OWN_PAGE, f"/don-vi/khong-co/{PERIOD}"),
        (f"/don-vi/{OTHER}/2019", f"/don-vi/{OTHER}/1991"),
        (f"{own}/bien-nhan/{places['submission']}", f"{own}/bien-nhan/999999"),
        (f"{own}/kiem-tra/{places['precheck']}", f"{own}/kiem-tra/{'q' * 24}"),
    ):
        seen, unseen = stranger.get(there), stranger.get(nowhere)
        assert (seen.status_code, seen.text) == (404, unseen.text)


def test_a_finding_of_another_agency_cannot_be_explained(world: World) -> None:
    """The number of a finding in a form is no key to it."""
    data = {"phat_hien": str(world.findings["warning"]), "ly_do": "Một lý do đủ dài để ghi"}
    answer = world.post("stranger", f"/don-vi/{OTHER}/{PERIOD}/giai-trinh", data)
    assert answer.status_code == 404


def test_names_of_persons_are_for_stewards_only(world: World) -> None:
    """Personal columns are blanked on the page and left out of the file for everybody else."""
    page = f"/bieu/{world.returns['commendations']}"
    for who in sorted(STAFF - STEWARDS):
        assert "(đã ẩn)" in world.client(who).get(page).text
    assert "(đã ẩn)" not in world.client("steward").get(page).text
    for_stewards = world.client("steward").get(f"{page}/tai/csv").text.splitlines()[0]
    for_analysts = world.client("analyst").get(f"{page}/tai/csv").text.splitlines()[0]
    assert "cá nhân" in for_stewards
    assert "Tên tập thể" not in for_analysts
