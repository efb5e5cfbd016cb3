"""Signing in and out, and changing one's own password, where the desk keeps its own accounts."""

import hashlib
import math

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from etl.desk.access import AnybodyPosts, SignedIn, SignedInPosts, address_of, caller, desk_of, go
from etl.desk.accounts import AccountError, Accounts
from etl.desk.journal import note, remember_actor
from etl.desk.pace import name_at
from etl.desk.refused import Refused
from etl.desk.sessions import OwnSessions

router = APIRouter()
_WRONG = (
    "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, "
    "rồi nhập lại."
)


@router.get("/dang-nhap")
async def sign_in_page(request: Request, tiep: str = "") -> Response:
    """Show the sign-in form, or go on for somebody signed in."""
    if await caller(request) is not None:
        return go(request, "/")
    return _page(request, after=tiep)


@router.post("/dang-nhap")
def sign_in(post: AnybodyPosts) -> Response:
    """Check a name and password, slowly for those who guess, and start a session."""
    desk, request = post.desk, post.request
    name, after = post.text("ten", 60), post.text("tiep", 300)
    address = address_of(request)
    key = name_at(name, address)
    left = desk.sign_in_pace.take(key)
    if left or not desk.failure_pace.take(f"sign-in:{address}"):
        note("sign_in_refused", _shadow(name), address)
        problem = _too_often(left or desk.failure_pace.seconds)
        return _page(request, problem=problem, name=name, after=after, status=429)
    accounts, sessions = _own(request)
    account = accounts.check(name, str(post.form.get("mat_khau") or ""))
    if account is None:
        note("sign_in_failed", _shadow(name), address)
        return _page(request, problem=_WRONG, name=name, after=after, status=401)
    desk.sign_in_pace.succeeded(key)
    remember_actor(request, name)
    desk.failure_pace.give_back(f"sign-in:{address}")
    note("signed_in", name, address)
    response = post.go(_inside(request, after))
    sessions.begin(request, response, account)
    return response


@router.post("/dang-xuat")
def sign_out(post: SignedInPosts) -> Response:
    """End the caller's session."""
    response = post.go("/dang-nhap?xong=dang-xuat")
    _own(post.request)[1].end(post.request, response)
    note("signed_out", post.actor)
    return response


@router.get("/mat-khau")
def password_page(request: Request, person: SignedIn) -> Response:
    """Show the form for a new password."""
    return desk_of(request).pages.show(request, "password.html", person, problem="")


@router.post("/mat-khau")
def change_password(post: SignedInPosts) -> Response:
    """Take a new password from somebody who still knows the old one; all sessions end."""
    desk, request, name = post.desk, post.request, post.actor
    old, new, again = (str(post.form.get(field) or "") for field in ("cu", "moi", "lai"))
    key = name_at(name, address_of(request))
    if left := desk.sign_in_pace.take(key):
        raise Refused(429, _too_often(left))
    accounts, sessions = _own(request)
    problem = ""
    if accounts.check(name, old) is None:
        problem = "Mật khẩu hiện tại chưa đúng. Nhập lại mật khẩu đang dùng."
    else:
        desk.sign_in_pace.succeeded(key)
        if new != again:
            problem = "Hai lần nhập mật khẩu mới chưa giống nhau. Nhập lại cả hai."
        else:
            try:
                accounts.change_password(name, new)
            except AccountError as error:
                problem = str(error)
    if problem:
        return desk.pages.show(request, "password.html", post.person, status=422, problem=problem)
    note("password_changed", name)
    response = post.go("/dang-nhap?xong=mat-khau")
    sessions.end(request, response)
    return response


def _page(
    request: Request, *, problem: str = "", name: str = "", after: str = "", status: int = 200
) -> Response:
    return desk_of(request).pages.show(
        request, "sign_in.html", None, status=status, problem=problem, name=name, after=after
    )


def _too_often(seconds: float) -> str:
    wait = f"{math.ceil(seconds)} giây" if seconds < 60 else f"{math.ceil(seconds / 60)} phút"
    return f"Đăng nhập sai quá nhiều lần từ máy này. Chờ {wait} rồi thử lại."


def _own(request: Request) -> tuple[Accounts, OwnSessions]:
    identity = desk_of(request).identity
    assert isinstance(identity, OwnSessions)
    return identity.accounts, identity


def _inside(request: Request, after: str) -> str:
    """Give the page to go on to if it is one of ours, else the first page."""
    root = str(request.scope.get("root_path", ""))
    path = after.removeprefix(root)
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if ours and path.isprintable() else "/"


def _shadow(name: str) -> str:
    """Name an attempt in the journal without its text: people type passwords into this field."""
    return "#" + hashlib.sha256(name.encode()).hexdigest()[:12]
