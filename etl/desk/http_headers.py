"""Wraps the desk's app: safe headers on every response, a limit on every request, our cookies.

In: an ASGI app. Out: the same with headers as OWASP's cheat sheets ask and with bodies cut off
at the limit before any of our code sees them. Framing by the same origin is allowed, because
Airflow shows its plug-ins in a frame. Cookies are SameSite=Lax and not Strict: an officer arrives
from a link in an e-mail, and the page after the redirect has to know them already.
"""

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    # not no-referrer: browsers would then send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FORM_BYTES = 256 * 1024
UPLOAD_BYTES = 60 * 1024 * 1024  # all files of one sending together
_UPLOAD_ENDINGS = ("/nop", "/kiem-tra")


@dataclass(slots=True)
class WatchedSend:
    """A `send` that knows what went out."""

    send: Send
    status: int = 0  # of the response, once it has begun

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self.send(message)


@dataclass(frozen=True, slots=True)
class SafeHeaders:
    """Adds the headers; pages are never stored by browsers or proxies, static files are."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if "/l/" in scope["path"]:  # this address is a key: no page is told of it
                    headers["Referrer-Policy"] = "no-referrer"
                headers.setdefault("Cache-Control", "no-store")
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class _TooLargeError(Exception):
    """The body passed its limit."""


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Refuses a request whose body is larger than its address may take."""

    app: ASGIApp
    upload_bytes: int = UPLOAD_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what arrives, whatever the Content-Length header claims."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.upload_bytes if scope["path"].endswith(_UPLOAD_ENDINGS) else FORM_BYTES
        watched, received = WatchedSend(send), 0
        claimed = Headers(scope=scope).get("content-length", "")

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLargeError
            return message

        too_large = claimed.isdecimal() and int(claimed) > limit
        if not too_large:
            try:
                await self.app(scope, counted, watched)
            except _TooLargeError:
                if watched.status:
                    raise
                too_large = True
        if too_large:
            text = (
                f"Nội dung gửi lên quá lớn (tối đa {max(limit // 1024 // 1024, 1)} MB mỗi lần). "
                "Gửi từng tệp một, hoặc bỏ ảnh và trang tính không cần thiết khỏi tệp."
            )
            await PlainTextResponse(text, status_code=413)(scope, receive, send)


def root_of(request: Request) -> str:
    """Give the path below which the desk is mounted; "" when it stands at the root."""
    return str(request.scope.get("root_path", ""))


def set_cookie(
    request: Request, response: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot post with."""
    response.set_cookie(name, value, max_age=max_age, httponly=True, **_scope(request))


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Make the browser forget a cookie."""
    response.delete_cookie(name, httponly=True, **_scope(request))


def _scope(request: Request) -> dict[str, Any]:
    """Give where a cookie holds: below the desk, and behind TLS where it came so."""
    path = root_of(request) or "/"
    return {"path": path, "samesite": "lax", "secure": request.url.scheme == "https"}
