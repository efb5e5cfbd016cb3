"""Signing in and out where the desk keeps its own accounts; the accounts, by the administrator."""

import hashlib
import math

from fastapi import APIRouter
from starlette.responses import Response

from etl.desk import access
from etl.desk.access import Desk, SignedInPosts, Visit, Visitor
from etl.desk.accounts import AccountError, Accounts, OwnSessions
from etl.desk.http_headers import root_of
from etl.desk.identity import NOBODY, ROLE_TITLES, Role
from etl.desk.journal import note
from etl.desk.pace import name_at
from etl.desk.refused import Refused, not_found
from etl.model import Agency

router = APIRouter()
_WRONG = (
    "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, "
    "rồi nhập lại."
)


@router.get("/dang-nhap")
def sign_in_page(visit: Visitor, tiep: str = "") -> Response:
    """Show the sign-in form, or go on for somebody signed in."""
    return _sign_in_form(visit, after=tiep) if visit.person is NOBODY else visit.go("/")


@router.post("/dang-nhap")
def sign_in(post: access.StrangerPosts) -> Response:
    """Check a name and password, slowly for those who guess, and start a session."""
    desk, address = post.desk, access.address_of(post.request)
    name, after = post.text("ten", 60), post.text("tiep", 300)
    key = name_at(name, address)
    left = desk.sign_in_pace.take(key)
    if left or not desk.failure_pace.take(f"sign-in:{address}"):
        note("sign_in_refused", _shadow(name), address)
        problem = _too_often(left or desk.failure_pace.seconds)
        return _sign_in_form(post, problem=problem, name=name, after=after, status=429)
    sessions = _sessions(desk)
    account = sessions.accounts.check(name, str(post.form.get("mat_khau") or ""))
    if account is None:
        note("sign_in_failed", _shadow(name), address)
        return _sign_in_form(post, problem=_WRONG, name=name, after=after, status=401)
    desk.sign_in_pace.succeeded(key)
    post.request.state.actor = name
    desk.failure_pace.give_back(f"sign-in:{address}")
    note("signed_in", name, address)
    response = post.go(_inside(after.removeprefix(root_of(post.request))))
    sessions.begin(post.request, response, account)
    return response


@router.post("/dang-xuat")
def sign_out(post: SignedInPosts) -> Response:
    """End the caller's session."""
    response = post.go("/dang-nhap?xong=dang-xuat")
    _sessions(post.desk).end(post.request, response)
    note("signed_out", post.actor)
    return response


@router.get("/mat-khau")
def password_page(visit: access.SignedIn) -> Response:
    """Show the form for a new password."""
    return visit.show("password.html", problem="")


@router.post("/mat-khau")
def change_password(post: SignedInPosts) -> Response:
    """Take a new password from somebody who still knows the old one; all sessions end."""
    desk, name = post.desk, post.actor
    old, new, again = (str(post.form.get(field) or "") for field in ("cu", "moi", "lai"))
    key = name_at(name, access.address_of(post.request))
    if left := desk.sign_in_pace.take(key):
        raise Refused(429, _too_often(left))
    sessions = _sessions(desk)
    problem = ""
    if sessions.accounts.check(name, old) is None:
        problem = "Mật khẩu hiện tại chưa đúng. Nhập lại mật khẩu đang dùng."
    else:
        desk.sign_in_pace.succeeded(key)
        try:
            sessions.accounts.change_password(name, new, again)
        except AccountError as error:
            problem = str(error)
    if problem:
        return post.show("password.html", status=422, problem=problem)
    note("password_changed", name)
    response = post.go("/dang-nhap?xong=mat-khau")
    sessions.end(post.request, response)
    return response


@router.get("/tai-khoan")
def accounts(visit: access.AccountKeeper) -> Response:
    """Show all accounts."""
    return _page(visit)


@router.post("/tai-khoan")
def create(post: access.AccountKeeperPosts) -> Response:
    """Make an account and show its generated password, this once."""
    name, role, agency_id = (post.text(key, 60) for key in ("ten", "vai_tro", "don_vi"))
    if agency_id and agency_id not in {agency.id for agency in _agencies(post.desk)}:
        raise Refused(422, "Chọn cơ quan trong danh sách.")
    if role not in set(Role):
        raise Refused(422, "Chọn một vai trò trong danh sách.")
    try:
        password = _sessions(post.desk).accounts.create(name, [Role(role)], agency_id)
    except AccountError as error:
        raise Refused(422, str(error)) from error
    note("account_created", post.actor, name, role)
    return _page(post, made=name, password=password)


@router.post("/tai-khoan/{name}/dat-lai")
def reset(post: access.AccountKeeperPosts, name: str) -> Response:
    """Give an account a new generated password and show it, this once."""
    password = _known(post.desk, name).reset_password(name)
    note("password_reset", post.actor, name)
    return _page(post, made=name, password=password)


@router.post("/tai-khoan/{name}/dong")
def close(post: access.AccountKeeperPosts, name: str) -> Response:
    """Close an account, or open it again; nobody closes their own."""
    accounts = _known(post.desk, name)
    if name == post.actor:
        raise Refused(422, "Không tự khóa tài khoản đang dùng. Nhờ người quản trị khác.")
    closed = post.text("khoa", 5) == "co"
    accounts.close(name, closed=closed)
    note("account_closed" if closed else "account_opened", post.actor, name)
    return post.go("/tai-khoan?xong=tai-khoan")


def _sign_in_form(
    visit: Visit, *, after: str, problem: str = "", name: str = "", status: int = 200
) -> Response:
    return visit.show("sign_in.html", status=status, problem=problem, name=name, after=after)


def _too_often(seconds: float) -> str:
    wait = f"{math.ceil(seconds)} giây" if seconds < 60 else f"{math.ceil(seconds / 60)} phút"
    return f"Đăng nhập sai quá nhiều lần từ máy này. Chờ {wait} rồi thử lại."


def _inside(path: str) -> str:
    """Give the page to go on to if it is one of ours, else the first page."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if ours and path.isprintable() else "/"


def _shadow(name: str) -> str:
    """Name an attempt in the journal without its text: people type passwords into this field."""
    return "#" + hashlib.sha256(name.encode()).hexdigest()[:12]


def _page(visit: Visit, *, made: str = "", password: str = "") -> Response:
    return visit.show(
        "accounts.html",
        accounts=_sessions(visit.desk).accounts.all(),
        roles={role: title for role, title in ROLE_TITLES.items() if role is not Role.OFFICER},
        agencies=_agencies(visit.desk),
        made=made,
        password=password,
    )


def _agencies(desk: Desk) -> list[Agency]:
    """Give every agency as last known: one that has ended may still report on its own time."""
    ids = dict.fromkeys(agency.id for agency in desk.reference.seeds.agencies)
    return [desk.reference.agency(id) for id in ids]


def _sessions(desk: Desk) -> OwnSessions:
    assert isinstance(desk.identity, OwnSessions)  # else these pages do not exist
    return desk.identity


def _known(desk: Desk, name: str) -> Accounts:
    accounts = _sessions(desk).accounts
    if name not in {account.name for account in accounts.all()}:
        raise not_found()
    return accounts
