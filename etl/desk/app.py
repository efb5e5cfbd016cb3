"""Makes the desk's app: an identity in, an ASGI app out, to serve alone (`serve`) or to mount.

The one surprising thing: making it touches neither the warehouse nor the judging room, so that
Airflow can mount it at start-up; pages open what they need.
"""

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from etl.desk import judge
from etl.desk.access import Desk, Visit, stranger, visitor
from etl.desk.accounts import Accounts, OwnSessions
from etl.desk.http_headers import UPLOAD_BYTES, BodyLimit, SafeHeaders, WatchedSend, root_of
from etl.desk.identity import Identity
from etl.desk.journal import Recorded
from etl.desk.links import Links
from etl.desk.pace import BackOff, Pace
from etl.desk.pages import (
    accounts_page,
    agency,
    board_page,
    judging_page,
    links_page,
    reports,
    returns_page,
    rules_page,
)
from etl.desk.posted import FormGuard
from etl.desk.refused import Refused, SignInFirst, not_found
from etl.desk.render import HERE
from etl.errors import OurFaultError, RegistryError, ReportError, for_log, speak_safely
from etl.reference import Reference
from etl.settings import SecretKey, settings

_LOG = logging.getLogger(__name__)
_PAGES = (board_page, returns_page, judging_page, rules_page, links_page, agency, reports)
_FAULT = (
    "Hệ thống gặp lỗi; đây không phải lỗi của ông/bà và không tệp nào bị mất. "
    "Thử lại sau ít phút; nếu còn lỗi, báo cho người quản trị hệ thống."
)
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
) -> FastAPI:
    """Make the app; without an identity the desk keeps its own accounts.

    `accounts` are made under `home` unless given. Behind an identity of somebody else's there are
    none, and neither are the pages that keep them.
    """
    home = home or settings().home / "desk"
    key = SecretKey(home)
    identity = identity or OwnSessions(accounts or Accounts(home))
    app = FastAPI(title="Bàn làm việc báo cáo", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(
        home=home,
        identity=identity,
        guard=FormGuard(key),
        links=Links(key),
        sign_in_pace=BackOff(),
        upload_pace=Pace(times=30, seconds=60),
        link_pace=Pace(times=30, seconds=60),
        failure_pace=Pace(times=40, seconds=300),
        reference=Reference.load(),
    )
    for page in _PAGES:
        app.include_router(page.router)
    if identity.keeps_accounts:
        app.include_router(accounts_page.router)
        app.include_router(reports.alone)
    app.mount("/static", _Static(directory=HERE / "static"), name="static")
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(SignInFirst, _sign_in_first)
    app.add_exception_handler(RegistryError, _refused)
    app.add_exception_handler(ReportError, _refused)
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
        response = await super().get_response(path, scope)
        MutableHeaders(raw=response.raw_headers)["Cache-Control"] = "public, max-age=604800"
        return response


_TITLES = {
    403: "Không có quyền",
    404: "Không tìm thấy trang",
    429: "Gửi quá nhanh",
    500: "Hệ thống gặp lỗi",
}


async def _page(request: Request, status: int, message: str) -> Response:
    return _say(await visitor(request), status, message)


def _say(visit: Visit, status: int, message: str) -> Response:
    title = _TITLES.get(status, "Chưa thực hiện được")
    return visit.show("refusal.html", status=status, title=title, message=message)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Refused) else 409  # what is asked is not possible
    return await _page(request, status, str(error))


async def _out_of_reach(request: Request, error: Exception) -> Response:
    """Say that it is ours, and nothing of where our files lie."""
    _LOG.error("%s", for_log(error))
    return await _page(request, 503, _OURS)


async def _sign_in_first(request: Request, _: Exception) -> Response:
    """Send a reader to sign in and back; a form of somebody signed out is simply refused."""
    if request.method != "GET":
        return await _page(request, 401, "Phiên làm việc đã hết. Đăng nhập rồi làm lại.")
    root = root_of(request)
    after = root + request.url.path.removeprefix(root)
    address = request.app.state.desk.identity.sign_in_address(request, after)
    return RedirectResponse(address, status_code=303)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    is_unknown = error.status_code in (404, 405, 422)
    message = not_found().message if is_unknown else "Không đọc được yêu cầu. Tải lại trang."
    return await _page(request, error.status_code, message)


@dataclass(frozen=True, slots=True)
class OurFaults:
    """Says on a page that it is our fault, and in the log where; nothing of it goes further.

    A handler of the library's would pass the exception on to the server, which writes all of it
    into its log, values included.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watched = WatchedSend(send)
        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _LOG.error("a page could not be made\n%s", for_log(error))
        else:
            return
        if watched.status:  # an answer cut short: the server closes the connection
            raise RuntimeError("the answer could not be finished")
        page = _say(await stranger(Request(scope)), 500, _FAULT)
        await page(scope, receive, send)


def serve(host: str = "127.0.0.1", port: int = 8090) -> None:
    """Serve until interrupted; prints the address and where the first passwords lie."""
    from etl.pipeline.safekeeping import open_warehouse

    speak_safely()
    home = settings().home / "desk"
    open_warehouse()
    app = create_app(home=home)
    ended = threading.Event()
    watcher = threading.Thread(target=_keep_judge, args=(home, ended), daemon=True)
    watcher.start()
    print(f"Bàn làm việc: http://{host}:{port}/")
    passwords = home / "mat-khau-ban-dau.txt"
    if passwords.exists():
        print(f"Mật khẩu ban đầu: {passwords} (xóa tệp này sau khi đã giao mật khẩu)")
    try:
        uvicorn.run(
            behind_proxies(app, settings().desk_proxies),
            host=host,
            port=port,
            log_config=None,  # its faults are told by our handler, in our words
            log_level="warning",
            access_log=False,  # an officer's address holds the key of the link
            server_header=False,
            proxy_headers=False,  # the server's own default believes everybody on this machine
        )
    finally:
        ended.set()
        watcher.join(timeout=10)


def behind_proxies(app: ASGIApp, proxies: str) -> ASGIApp:
    """Let these addresses, comma between, say from where and by https a request came; no others."""
    return ProxyHeadersMiddleware(app, trusted_hosts=proxies) if proxies else app  # type: ignore[arg-type, return-value]


def _keep_judge(home: Path, ended: threading.Event) -> None:
    """Keep one judge running; a judge that died is started again, not faster than every 2 s."""
    while not ended.is_set():
        process = judge.start(home, submissions=True)
        while process.poll() is None and not ended.wait(0.5):
            pass
        if process.poll() is None:
            process.terminate()
            process.wait()
        time.sleep(0 if ended.is_set() else 2)
