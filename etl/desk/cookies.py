"""Cookies as the desk sets them: HttpOnly, SameSite=Lax, Secure behind TLS, under its own path.

Lax and not Strict: an officer arrives from a link in an e-mail, and the page after the redirect
has to know them already.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response


def cookie_path(request: Request) -> str:
    """Give the path under which the desk is mounted."""
    return str(request.scope.get("root_path", "")) or "/"


def set_cookie(
    request: Request, response: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Set a cookie that scripts cannot read and other sites cannot post with."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=cookie_path(request),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Make the browser forget a cookie."""
    response.delete_cookie(
        name,
        path=cookie_path(request),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
