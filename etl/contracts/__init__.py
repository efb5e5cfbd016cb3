"""The declarations of the reporting system: expectations/*.yaml in, forms and rules out.

The one surprising thing: what is checked is data, so this package judges nothing; it only reads,
lists (`rule_book.rule_catalogue`) and checks (`python -m etl.contracts check`) the declarations.
"""

from etl.contracts.across import AcrossCheck, laid_beside, load_across
from etl.contracts.read_forms import load_forms
from etl.contracts.rule_book import load_standing

__all__ = ["AcrossCheck", "laid_beside", "load_across", "load_forms", "load_standing"]
