"""The declarations of the reporting system: expectations/*.yaml in, forms and rules out.

The one surprising thing: what is checked is data, so this package judges nothing; it only reads,
lists (`rule_catalogue`) and checks (`python -m etl.contracts check`) the declarations.
"""

from etl.contracts.across import AcrossCheck, load_across
from etl.contracts.read_forms import load_forms, read_contract
from etl.contracts.rule_book import (
    CatalogueRow,
    StandingRule,
    WarehouseCheck,
    load_standing,
    load_warehouse_checks,
    rule_book_version,
    rule_catalogue,
)
from etl.contracts.standard import standard_contract

__all__ = [
    "AcrossCheck",
    "CatalogueRow",
    "StandingRule",
    "WarehouseCheck",
    "load_across",
    "load_forms",
    "load_standing",
    "load_warehouse_checks",
    "read_contract",
    "rule_book_version",
    "rule_catalogue",
    "standard_contract",
]
