"""The pages, one module a subject; each has a `router`."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter


def routers(*, own_accounts: bool) -> Iterator[APIRouter]:
    """Give the routers of all pages; the sign-in pages only where the desk has accounts."""
    from etl.desk.pages import (
        accounts,
        agencies,
        agency,
        board,
        corrections,
        exceptions,
        links,
        prechecks,
        rejudging,
        reports,
        returns,
        rules,
        sign_in,
        versions,
        work,
    )

    yield from (
        board.router,
        returns.router,
        versions.router,
        corrections.router,
        work.router,
        rules.router,
        exceptions.router,
        links.router,
        agencies.router,
        agency.router,
        prechecks.router,
        rejudging.router,
        reports.router,
    )
    if own_accounts:
        yield from (sign_in.router, accounts.router, reports.alone)
