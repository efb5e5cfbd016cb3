"""Draws pages: a template's name and values in, an HTML response out.

The one surprising thing: every address in a page goes through `here(...)`, because the desk may be
mounted below a path (inside Airflow) and must never assume that it stands at the root.
"""

import datetime as dt
import hashlib
import textwrap
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from etl.contracts import load_forms
from etl.desk import words
from etl.desk.http_headers import root_of
from etl.desk.identity import Person, Right
from etl.desk.posted import FIELD, FormGuard
from etl.model import Period
from etl.reference import Reference
from etl.reference.working_days import VIETNAM, moment_text, today
from etl.registry.decisions import PERIOD_CLOSED
from etl.wording import date_text, number_text, percent_text, small

HERE = Path(__file__).resolve().parent


def draw(
    request: Request,
    guard: FormGuard,
    template: str,
    person: Person,
    *,
    keeps_accounts: bool,
    status: int,
    **values: object,
) -> HTMLResponse:
    """Draw a template for a person, whose its forms are."""
    root = root_of(request)
    page = _environment().get_template(template)
    text = page.render(
        here=lambda path: root + path,
        asset=lambda name: f"{root}/static/{name}?v={_print_of(name)}",
        person=person,
        keeps_accounts=keeps_accounts,
        form_field=FIELD,
        form_token=guard.token(request, person.name),
        done=words.DONE.get(request.query_params.get("xong", ""), ""),
        path=request.url.path.removeprefix(root),
        status=status,
        **values,
    )
    response = HTMLResponse(text, status_code=status)
    guard.remember(request, response)
    return response


@cache
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
        moment=lambda value: moment_text(value) if value else "",
        number=lambda value, decimals=None: number_text(value, decimals),
        percent=lambda value, decimals=1: percent_text(value, decimals),
        ago=words.ago_text,
        small=small,
        period_title=lambda key: Period.parse(key).title,
        size=_size,
        short=_short,
    )
    return environment


def _day(value: dt.date | None) -> str:
    if isinstance(value, dt.datetime):
        value = value.astimezone(VIETNAM).date()
    return date_text(value) if value else ""


def _short(title: str) -> str:
    """Cut a form's title at a word for the head of a narrow column."""
    return textwrap.shorten(title, 35, placeholder="…").replace(",…", "…")


def _size(size_bytes: int) -> str:
    if size_bytes < 1024 * 1024:
        return f"{number_text(max(size_bytes / 1024, 1), 0)} KB"
    return f"{number_text(size_bytes / 1024 / 1024, 1)} MB"


@cache
def _print_of(name: str) -> str:
    """Give a short fingerprint of a static file, so that browsers fetch a changed one anew."""
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
