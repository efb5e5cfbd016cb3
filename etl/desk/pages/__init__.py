"""The pages, one module a subject; each has a `router`."""

from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter

_PAGES = (
    *("board_page", "returns_page", "versions_page", "corrections_page", "work", "rules_page"),
    *("exceptions", "links_page", "agency", "rejudging_page", "reports"),
)
_OF_OWN_ACCOUNTS = (("sign_in", "router"), ("accounts_page", "router"), ("reports", "alone"))


def routers(*, own_accounts: bool) -> Iterator[APIRouter]:
    """Give the routers of all pages; the sign-in pages only where the desk has accounts."""
    wanted = [(name, "router") for name in _PAGES] + [*(_OF_OWN_ACCOUNTS if own_accounts else ())]
    for module, name in wanted:
        yield getattr(import_module(f"etl.desk.pages.{module}"), name)
