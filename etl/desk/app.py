"""Makes the desk's app: an identity in, an ASGI app out, to serve alone or to mount.

The one surprising thing: making it touches neither the warehouse nor the judging room, so that
Airflow can mount it at start-up; pages open what they need.
"""

import logging
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.desk import pages
from etl.desk.access import Desk, caller, desk_of
from etl.desk.accounts import Accounts
from etl.desk.http_headers import UPLOAD_BYTES, BodyLimit, SafeHeaders
from etl.desk.identity import Identity
from etl.desk.journal import Recorded
from etl.desk.links import Links
from etl.desk.pace import BackOff, Pace
from etl.desk.posted import FormGuard
from etl.desk.refused import Refused, SignInFirst, not_found
from etl.desk.render import HERE, Pages
from etl.desk.sessions import OwnSessions
from etl.errors import OurFaultError, RegistryError, for_log
from etl.reference import Reference
from etl.settings import settings
from etl.settings.secret_key import SecretKey

_LOG = logging.getLogger(__name__)
_OURS = (
    "Hệ thống chưa mở được tệp này; đây là lỗi của hệ thống, không phải của cơ quan gửi. Đề nghị "
    "thử lại sau ít phút; nếu vẫn không được, báo cán bộ tổng hợp."
)


def create_app(
    identity: Identity | None = None,
    *,
    home: Path | None = None,
    accounts: Accounts | None = None,
    upload_bytes: int = UPLOAD_BYTES,
    uploads_per_minute: int = 30,
) -> FastAPI:
    """Make the app; without an identity the desk keeps its own accounts.

    `accounts` are made under `home` unless given. Behind an identity of somebody else's there are
    none, and neither are the pages that keep them.
    """
    home = home or settings().home / "desk"
    key = SecretKey(home)
    if identity is None:
        accounts = accounts or Accounts(home)
        identity = OwnSessions(accounts)
    elif isinstance(identity, OwnSessions):
        accounts = identity.accounts
    guard = FormGuard(key)
    app = FastAPI(title="Bàn làm việc báo cáo", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(
        home=home,
        identity=identity,
        accounts=accounts,
        guard=guard,
        pages=Pages(guard, keeps_accounts=identity.keeps_accounts),
        links=Links(key),
        sign_in_pace=BackOff(),
        upload_pace=Pace(times=uploads_per_minute, seconds=60),
        link_pace=Pace(times=30, seconds=60),
        failure_pace=Pace(times=40, seconds=300),
        reference=Reference.load(),
    )
    for router in pages.routers(own_accounts=accounts is not None):
        app.include_router(router)
    app.mount("/static", _Static(directory=HERE / "static"), name="static")
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(RegistryError, _registry_refused)
    app.add_exception_handler(OurFaultError, _out_of_reach)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(BodyLimit, upload_bytes=upload_bytes)
    app.add_middleware(OurFaults)
    app.add_middleware(Recorded)
    app.add_middleware(SafeHeaders)
    return app


class _Static(StaticFiles):
    """Static files that browsers may keep: their addresses carry a fingerprint."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        response = await super().get_response(path, scope)
        MutableHeaders(raw=response.raw_headers)["Cache-Control"] = "public, max-age=604800"
        return response


_TITLES = {403: "Không có quyền", 404: "Không tìm thấy trang", 429: "Gửi quá nhanh"}


async def _page(request: Request, status: int, message: str) -> Response:
    return desk_of(request).pages.show(
        request,
        "refusal.html",
        await caller(request),
        status=status,
        title=_TITLES.get(status, "Chưa thực hiện được"),
        message=message,
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return await _page(request, error.status, error.message)


async def _registry_refused(request: Request, error: Exception) -> Response:
    return await _page(request, 409, str(error))


async def _out_of_reach(request: Request, error: Exception) -> Response:
    """Say that it is ours, and nothing of where our files lie."""
    _LOG.error("%s", for_log(error))
    return await _page(request, 503, _OURS)


async def _sign_in_first(request: Request, _: Exception) -> Response:
    """Send a reader to sign in and back; a form of somebody signed out is simply refused."""
    if request.method != "GET":
        return await _page(request, 401, "Phiên làm việc đã hết. Đăng nhập rồi làm lại.")
    root = str(request.scope.get("root_path", ""))
    after = root + request.url.path.removeprefix(root)
    address = desk_of(request).identity.sign_in_address(request, after)
    return RedirectResponse(address, status_code=303)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    refused = not_found()
    if error.status_code in (404, 405, 422):
        return await _page(request, error.status_code, refused.message)
    return await _page(request, error.status_code, "Không đọc được yêu cầu. Tải lại trang.")


class OurFaults:
    """Says on a page that it is our fault, and in the log where; nothing of it goes further.

    A handler of the library's would pass the exception on to the server, which writes all of it
    into its log, values included.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _LOG.error("a page could not be made\n%s", for_log(error))
        else:
            return
        if started:  # an answer cut short: the server closes the connection
            raise RuntimeError("the answer could not be finished")
        await _our_fault(Request(scope))(scope, receive, send)


def _our_fault(request: Request) -> Response:
    return desk_of(request).pages.show(
        request,
        "refusal.html",
        None,
        status=500,
        title="Hệ thống gặp lỗi",
        message="Hệ thống gặp lỗi; đây không phải lỗi của ông/bà và không tệp nào bị mất. "
        "Thử lại sau ít phút; nếu còn lỗi, báo cho người quản trị hệ thống.",
    )
