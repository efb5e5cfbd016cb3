"""The declarations of the reporting system: expectations/*.yaml in, forms and rules out.

The one surprising thing: what is checked is data, so this package judges nothing; it only reads,
lists (`rule_catalogue`) and checks (`python -m etl.contracts check`) the declarations.
"""

from etl.contracts.across import AcrossCheck, load_across
from etl.contracts.read_forms import load_forms, read_contract
from etl.contracts.rule_book import rule_book_version
from etl.contracts.rule_rows import CatalogueRow, rule_catalogue
from etl.contracts.standard import standard_contract
from etl.contracts.standing import StandingRule, load_standing
from etl.contracts.warehouse import WarehouseCheck, load_warehouse_checks
