"""Accounts of the desk when it stands alone, kept by the administrator."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl.desk.access import AccountKeeper, AccountKeeperPosts, Desk, desk_of
from etl.desk.accounts import AccountError, Accounts
from etl.desk.identity import ROLE_TITLES, Person, Role
from etl.desk.journal import note
from etl.desk.refused import Refused, not_found
from etl.model import Agency

router = APIRouter()


@router.get("/tai-khoan")
def accounts(request: Request, person: AccountKeeper) -> Response:
    """Show all accounts."""
    return _page(request, person)


@router.post("/tai-khoan")
def create(post: AccountKeeperPosts) -> Response:
    """Make an account and show its generated password, this once."""
    name, role, agency_id = (post.text(key, 60) for key in ("ten", "vai_tro", "don_vi"))
    if agency_id and agency_id not in {agency.id for agency in _agencies(post.desk)}:
        raise Refused(422, "Chọn cơ quan trong danh sách.")
    if role not in set(Role):
        raise Refused(422, "Chọn một vai trò trong danh sách.")
    try:
        password = _accounts(post.request).create(name, [Role(role)], agency_id)
    except AccountError as error:
        raise Refused(422, str(error)) from error
    note("account_created", post.actor, name, role)
    return _page(post.request, post.person, made=name, password=password)


@router.post("/tai-khoan/{name}/dat-lai")
def reset(post: AccountKeeperPosts, name: str) -> Response:
    """Give an account a new generated password and show it, this once."""
    password = _known(post.request, name).reset_password(name)
    note("password_reset", post.actor, name)
    return _page(post.request, post.person, made=name, password=password)


@router.post("/tai-khoan/{name}/dong")
def close(post: AccountKeeperPosts, name: str) -> Response:
    """Close an account, or open it again; nobody closes their own."""
    accounts = _known(post.request, name)
    if name == post.actor:
        raise Refused(422, "Không tự khóa tài khoản đang dùng. Nhờ người quản trị khác.")
    closed = post.text("khoa", 5) == "co"
    accounts.close(name, closed=closed)
    note("account_closed" if closed else "account_opened", post.actor, name)
    return post.go("/tai-khoan?xong=tai-khoan")


def _page(request: Request, person: Person, *, made: str = "", password: str = "") -> Response:
    desk = desk_of(request)
    return desk.pages.show(
        request,
        "accounts.html",
        person,
        accounts=_accounts(request).all(),
        roles={role: title for role, title in ROLE_TITLES.items() if role is not Role.OFFICER},
        agencies=_agencies(desk),
        made=made,
        password=password,
    )


def _agencies(desk: Desk) -> list[Agency]:
    """Give every agency as last known: one that has ended may still report on its own time."""
    ids = dict.fromkeys(agency.id for agency in desk.reference.seeds.agencies)
    return [desk.reference.agency(id) for id in ids]


def _accounts(request: Request) -> Accounts:
    found = desk_of(request).accounts
    assert found is not None  # these pages exist only where the desk keeps accounts
    return found


def _known(request: Request, name: str) -> Accounts:
    accounts = _accounts(request)
    if name not in {account.name for account in accounts.all()}:
        raise not_found()
    return accounts
