"""The pages, one module a subject; each has a `router`."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter


def routers(*, own_accounts: bool) -> Iterator[APIRouter]:
    """Give the routers of all pages; the sign-in pages only where the desk has accounts."""
    from etl.desk.pages import (
        accounts_page,
        agencies_page,
        agency,
        board_page,
        corrections_page,
        exceptions,
        links_page,
        prechecks_page,
        rejudging_page,
        reports,
        returns_page,
        rules_page,
        sign_in,
        versions_page,
        work,
    )

    yield from (
        board_page.router,
        returns_page.router,
        versions_page.router,
        corrections_page.router,
        work.router,
        rules_page.router,
        exceptions.router,
        links_page.router,
        agencies_page.router,
        agency.router,
        prechecks_page.router,
        rejudging_page.router,
        reports.router,
    )
    if own_accounts:
        yield from (sign_in.router, accounts_page.router, reports.alone)
