"""Draws pages: a template's name and values in, an HTML response out.

The one surprising thing: every address in a page goes through `here(...)`, because the desk may be
mounted below a path (inside Airflow) and must never assume that it stands at the root.
"""

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from etl.contracts import load_forms
from etl.desk import words
from etl.desk.identity import Person, Right
from etl.desk.posted import FIELD, FormGuard
from etl.model import Period
from etl.reference import Reference
from etl.reference.working_days import VIETNAM, moment_text, today
from etl.registry import PERIOD_CLOSED
from etl.wording import date_text, number_text, percent_text, small

HERE = Path(__file__).resolve().parent


class Pages:
    """The templates with what all of them need."""

    def __init__(self, guard: FormGuard, *, keeps_accounts: bool) -> None:
        self._guard = guard
        self._keeps_accounts = keeps_accounts
        self._environment = _environment()

    def show(
        self,
        request: Request,
        template: str,
        person: Person | None,
        *,
        status: int = 200,
        holder: str | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """Draw a template; `holder` is whom its forms are for when no person signed in."""
        root = str(request.scope.get("root_path", ""))
        token = self._guard.token(request, holder if holder is not None else _name(person))
        text = self._environment.get_template(template).render(
            here=lambda path: root + path,
            asset=lambda name: f"{root}/static/{name}?v={_print_of(name)}",
            person=person,
            keeps_accounts=self._keeps_accounts,
            form_field=FIELD,
            form_token=token,
            done=words.DONE.get(request.query_params.get("xong", ""), ""),
            path=request.url.path.removeprefix(root),
            status=status,
            **values,
        )
        response = HTMLResponse(text, status_code=status)
        self._guard.remember(request, response)
        return response


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        words=words,
        Right=Right,
        PERIOD_CLOSED=PERIOD_CLOSED,
        house=lambda: Reference.load().board(today()).name,
        agency_name=lambda id: Reference.load().agency(id).short_name,
        forms=load_forms,
    )
    environment.filters.update(
        day=_day,
        moment=_moment,
        number=lambda value, decimals=None: number_text(value, decimals),
        percent=lambda value, decimals=1: percent_text(value, decimals),
        ago=words.ago_text,
        small=small,
        period_title=lambda key: Period.parse(key).title,
        size=_size,
    )
    return environment


def _day(value: dt.date | None) -> str:
    if isinstance(value, dt.datetime):
        value = value.astimezone(VIETNAM).date()
    return date_text(value) if value else ""


def _moment(value: dt.datetime | None) -> str:
    return moment_text(value) if value else ""


def _size(size_bytes: int) -> str:
    if size_bytes < 1024 * 1024:
        return f"{number_text(max(size_bytes / 1024, 1), 0)} KB"
    return f"{number_text(size_bytes / 1024 / 1024, 1)} MB"


@cache
def _print_of(name: str) -> str:
    """Give a short fingerprint of a static file, so that browsers fetch a changed one anew."""
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
