"""Stands before Airflow's own pages: an ASGI app in, the same with a slow sign-in out.

Airflow's simple auth manager checks a password as often as it is asked. Here who fails goes on to
wait longer each time, by name and address together, as at the desk (`etl.desk.pace`). And the key
in the address of an officer's link is taken off before Airflow writes its access log: the log's
middleware reads the address when everything is done. The one surprising thing: behind a proxy
named in `ETL_DESK_PROXIES` everybody has the address that the proxy tells, here and in the log.
"""

import json
import math
from collections.abc import Iterator
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.desk.access import address_of
from etl.desk.app import behind_proxies
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
