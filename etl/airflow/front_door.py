"""Who comes in: Airflow's own sign-in decides at the desk, and is slowed for who fails at it.

Plug-in apps are not behind Airflow's login, so every request to the desk is checked here. The auth
manager is asked what the user may do, so whoever loses a right in Airflow loses it at the desk with
the next request. Airflow's simple auth manager checks a password as often as it is asked; here who
fails goes on to wait longer each time, as at the desk (`etl.desk.pace`). And the key in the address
of an officer's link is taken off before Airflow writes its access log, which it does when all is
done. The one surprising thing: behind a proxy named in `ETL_DESK_PROXIES` everybody has the address
that the proxy tells, here and in the log.
"""

import json
import math
from collections.abc import Iterator
from functools import partial
from urllib.parse import parse_qs, quote

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import (
    COOKIE_NAME_JWT_TOKEN,
    BaseAuthManager,
)
from airflow.api_fastapi.auth.managers.models import resource_details as details
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.core_api.security import USER_INJECTED_BY_TRUSTED_MIDDLEWARE
from fastapi import HTTPException
from jwt import InvalidTokenError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.desk.access import address_of
from etl.desk.app import behind_proxies
from etl.desk.identity import Person, Role
from etl.desk.pace import BackOff, Pace, name_at
from etl.settings import settings

_SIGN_IN = "/auth/token"
_LINK = "/desk/l/"
_MOST_BYTES = 16 * 1024  # of a name and a password


def front_door(app: ASGIApp) -> ASGIApp:
    """Put the slow sign-in and the shortened addresses before an app."""
    return behind_proxies(_FrontDoor(app), settings().desk_proxies)


class _FrontDoor:
    """Counts failed sign-ins and shortens what the access log will read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._by_name = BackOff()
        self._by_address = Pace(times=40, seconds=300)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, unless it is one sign-in too many."""
        path = scope.get("path", "")
        if scope["type"] == "http" and scope["method"] == "POST" and _SIGN_IN in path:
            await self._sign_in(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and _LINK in path:
                scope["path"] = path[: path.index(_LINK) + len(_LINK)] + "***"

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = address_of(Request(scope))
        body = await _whole(receive)
        if body is None:
            await JSONResponse({"detail": "Too large"}, status_code=413)(scope, receive, send)
            return
        key = name_at(_name_in(body), address)
        left = self._by_name.take(key)
        if not left and not self._by_address.take(address):
            left = self._by_address.seconds
        if left:
            wait = str(math.ceil(left))
            told = {"detail": f"Đăng nhập sai quá nhiều lần. Chờ {wait} giây rồi thử lại."}
            answer = JSONResponse(told, status_code=429, headers={"Retry-After": wait})
            await answer(scope, receive, send)
            return

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._by_name.succeeded(key)
                self._by_address.give_back(address)
            await send(message)

        await self._app(scope, _replay(body, receive), watched)


async def _whole(receive: Receive) -> bytes | None:
    """Give the body of a request; None when it is longer than a name and a password can be."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _MOST_BYTES:
            return None
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replayed() -> Message:
        return next(messages, None) or await receive()

    return replayed


def _name_in(body: bytes) -> str:
    """Give the name that somebody signs in with; "" when the body names none."""
    try:
        told = json.loads(body)
    except ValueError:
        return parse_qs(body.decode(errors="replace")).get("username", [""])[0]
    return str(told.get("username", "")) if isinstance(told, dict) else ""


class AirflowIdentity:
    """The desk's `Identity` inside Airflow's API server."""

    keeps_accounts = False

    async def person(self, request: Request) -> Person | None:
        """Name the caller as Airflow knows them; None without a good token."""
        user = await _user_of(request)
        if user is None:
            return None
        roles = frozenset(_roles(get_auth_manager(), user))
        return Person(user.get_name(), roles) if roles else None

    def sign_in_address(self, request: Request, after: str) -> str:
        """Give Airflow's sign-in page, which comes back to `after`."""
        login = get_auth_manager().get_url_login()
        here = f"{request.url.scheme}://{request.url.netloc}{after}"
        return f"{login}{'&' if '?' in login else '?'}next={quote(here, safe='')}"


def _roles(manager: BaseAuthManager[BaseUser], user: BaseUser) -> Iterator[Role]:
    """Ask what a user may do: each role is a right that whoever has it needs in Airflow."""
    report, submissions = (
        details.DagDetails(id="annual_report"),
        details.DagDetails(id="submissions"),
    )
    may_do = partial(manager.is_authorized_dag, user=user)
    if manager.is_authorized_view(access_view=details.AccessView.WEBSITE, user=user) and may_do(
        method="GET", details=report
    ):
        yield Role.ANALYST  # reads the report's DAG
    if may_do(method="POST", access_entity=details.DagAccessEntity.RUN, details=submissions):
        yield Role.STEWARD  # starts a run of the submissions
    signers = set(settings().who_may_sign)
    if may_do(
        method="PUT", access_entity=details.DagAccessEntity.HITL_DETAIL, details=report
    ) and manager.is_authorized_hitl_task(assigned_users=signers, user=user):
        yield Role.LEADER  # answers the report's sign-off, which is put before those who may sign
    if manager.is_authorized_variable(method="PUT", details=details.VariableDetails(), user=user):
        yield Role.ADMINISTRATOR  # changes Airflow's variables


async def _user_of(request: Request) -> BaseUser | None:
    """Resolve the token that the request shows, by the same order as Airflow's own routes."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = bearer
    else:
        known: BaseUser | None = getattr(request.state, "user", None)
        marker = getattr(request.state, "user_authenticated_via", None)
        if known is not None and marker is USER_INJECTED_BY_TRUSTED_MIDDLEWARE:
            return known
        token = request.cookies.get(COOKIE_NAME_JWT_TOKEN, "")
    if not token:
        return None
    try:
        return await get_auth_manager().get_user_from_token(token)
    except (InvalidTokenError, HTTPException):  # forged, expired or revoked
        return None
