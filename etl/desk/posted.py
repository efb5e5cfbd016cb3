"""Posted forms: a request in, its fields out, once it is certain that our own page sent it.

The one surprising thing: the token binds the form to the browser (a random cookie) and to the
signed-in person, so a page left open by one person cannot be posted by the next.
"""

import hmac
import secrets
from urllib.parse import urlsplit

from itsdangerous import BadSignature
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from etl.desk.http_headers import set_cookie
from etl.desk.refused import Refused
from etl.settings import SecretKey

COOKIE = "desk_browser"
FIELD = "ma_bieu_mau"
MOST_FILES = 20


class FormGuard:
    """Hands out tokens for forms and checks them when the forms come back."""

    def __init__(self, key: SecretKey) -> None:
        self._signer = key.signer("form")

    def token(self, request: Request, holder: str) -> str:
        """Give the token for a page shown to `holder` ("" for nobody)."""
        return str(self._signer.dumps([_browser(request), holder]))

    def remember(self, request: Request, response: Response) -> None:
        """Give the browser its random value if it has none yet."""
        if not request.cookies.get(COOKIE):
            set_cookie(request, response, COOKIE, _browser(request))

    async def read(self, request: Request, holder: str) -> FormData:
        """Read a posted form; raises `Refused` unless it comes from our page in this browser."""
        if not _same_origin(request):
            raise Refused(403, "Yêu cầu đến từ một trang khác. Mở lại trang này rồi gửi lại.")
        try:
            form = await request.form(max_files=MOST_FILES, max_fields=100)
        except HTTPException as error:
            if not error.detail.startswith("Too many files"):
                raise
            raise Refused(
                422,
                f"Mỗi lần gửi tối đa {MOST_FILES} tệp; lần này nhiều hơn nên chưa nhận tệp nào. "
                "Chia thành nhiều lần rồi gửi lại.",
            ) from None
        given = form.get(FIELD)
        if not (isinstance(given, str) and self._good(request, holder, given)):
            raise Refused(
                403,
                "Trang đã mở quá lâu hoặc đã đổi người dùng nên chưa ghi nhận gì. "
                "Tải lại trang rồi làm lại.",
            )
        return form

    def _good(self, request: Request, holder: str, given: str) -> bool:
        try:
            browser, name = self._signer.loads(given)
        except (BadSignature, ValueError, TypeError):
            return False
        cookie = request.cookies.get(COOKIE, "")
        return bool(cookie) and _equal(str(browser), cookie) and _equal(str(name), holder)


def _equal(one: str, other: str) -> bool:
    """Compare without telling by the time how much agrees; names may have any letters."""
    return hmac.compare_digest(one.encode(), other.encode())


def _browser(request: Request) -> str:
    if known := request.cookies.get(COOKIE):
        return known
    if not hasattr(request.state, "desk_browser"):
        request.state.desk_browser = secrets.token_urlsafe(24)
    return str(request.state.desk_browser)


def _same_origin(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # no address at all
        return False
