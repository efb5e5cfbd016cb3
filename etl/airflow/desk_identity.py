"""Who is at the desk when it is mounted inside Airflow: Airflow's own sign-in decides.

In: a request with Airflow's cookie or bearer token. Out: a `Person` of the desk. Plug-in apps are
not behind Airflow's login, so every request is checked here. The one surprising thing: roles are
not looked up by name; the auth manager is asked what the user may do, so this works with any of
them, and whoever loses a right in Airflow loses it at the desk with the next request.
"""

from collections.abc import Callable
from urllib.parse import quote

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import (
    COOKIE_NAME_JWT_TOKEN,
    BaseAuthManager,
)
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import (
    AccessView,
    DagAccessEntity,
    DagDetails,
    VariableDetails,
)
from airflow.api_fastapi.core_api.security import USER_INJECTED_BY_TRUSTED_MIDDLEWARE
from fastapi import HTTPException
from jwt import InvalidTokenError
from starlette.requests import Request

from etl.desk.identity import Person, Role
from etl.settings import settings

Asked = Callable[[BaseAuthManager[BaseUser], BaseUser], bool]


def _may_see(manager: BaseAuthManager[BaseUser], user: BaseUser) -> bool:
    """An analyst may open Airflow's pages and read the report's DAG."""
    return manager.is_authorized_view(
        access_view=AccessView.WEBSITE, user=user
    ) and manager.is_authorized_dag(method="GET", details=DagDetails(id="annual_report"), user=user)


def _may_run(manager: BaseAuthManager[BaseUser], user: BaseUser) -> bool:
    """A steward may start a run of the submissions."""
    return manager.is_authorized_dag(
        method="POST",
        access_entity=DagAccessEntity.RUN,
        details=DagDetails(id="submissions"),
        user=user,
    )


def _may_sign(manager: BaseAuthManager[BaseUser], user: BaseUser) -> bool:
    """A leader may answer the report's sign-off, which is put before those who may sign."""
    return manager.is_authorized_dag(
        method="PUT",
        access_entity=DagAccessEntity.HITL_DETAIL,
        details=DagDetails(id="annual_report"),
        user=user,
    ) and manager.is_authorized_hitl_task(assigned_users=set(settings().who_may_sign), user=user)


def _may_configure(manager: BaseAuthManager[BaseUser], user: BaseUser) -> bool:
    """An administrator may change Airflow's variables."""
    return manager.is_authorized_variable(method="PUT", details=VariableDetails(), user=user)


_QUESTIONS: tuple[tuple[Role, Asked], ...] = (
    (Role.ANALYST, _may_see),
    (Role.STEWARD, _may_run),
    (Role.LEADER, _may_sign),
    (Role.ADMINISTRATOR, _may_configure),
)


class AirflowIdentity:
    """The desk's `Identity` inside Airflow's API server."""

    keeps_accounts = False

    async def person(self, request: Request) -> Person | None:
        """Name the caller as Airflow knows them; None without a good token."""
        user = await _user_of(request)
        if user is None:
            return None
        manager = get_auth_manager()
        roles = frozenset(role for role, asked in _QUESTIONS if asked(manager, user))
        return Person(user.get_name(), roles) if roles else None

    def sign_in_address(self, request: Request, after: str) -> str:
        """Give Airflow's sign-in page, which comes back to `after`."""
        login = get_auth_manager().get_url_login()
        here = f"{request.url.scheme}://{request.url.netloc}{after}"
        return f"{login}{'&' if '?' in login else '?'}next={quote(here, safe='')}"


async def _user_of(request: Request) -> BaseUser | None:
    """Resolve the token that the request shows, by the same order as Airflow's own routes."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await _user_from(bearer)
    known: BaseUser | None = getattr(request.state, "user", None)
    marker = getattr(request.state, "user_authenticated_via", None)
    if known is not None and marker is USER_INJECTED_BY_TRUSTED_MIDDLEWARE:
        return known
    return await _user_from(request.cookies.get(COOKIE_NAME_JWT_TOKEN, ""))


async def _user_from(token: str) -> BaseUser | None:
    if not token:
        return None
    try:
        return await get_auth_manager().get_user_from_token(token)
    except (InvalidTokenError, HTTPException):  # forged, expired or revoked
        return None
