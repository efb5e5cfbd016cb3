"""The rule book as values: the catalogue and what fired in, rules with readable examples out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.contracts import load_forms
from etl.contracts.rule_book import CatalogueRow, rule_catalogue
from etl.desk.queries import Row
from etl.kinds import CellPrinter
from etl.model import CellValue, Form, Period, Rung
from etl.reference import Reference
from etl.registry.period_board import NOT_SENT
from etl.wording import RUNGS


@dataclass(frozen=True, slots=True)
class UnlistedRule:
    """A rule that the catalogue does not list, with what the book prints of one that it does."""

    rule_id: str
    form_id: str  # "" for rules of all forms
    rung: Rung
    title: str
    basis: str = ""
    severity: str = ""  # none is known
    trial_since: dt.date | None = None
    lighter: Sequence[str] = ()


BookRule = CatalogueRow | UnlistedRule
_NOT_SENT = UnlistedRule(
    NOT_SENT,
    "",
    Rung.WAREHOUSE,
    "Cơ quan gửi đủ các biểu phải báo cáo",
    "Chế độ báo cáo: mỗi cơ quan gửi đủ biểu của kỳ, trừ biểu được miễn",
)
_RUNGS = {"file": Rung.FILE, "cell": Rung.CELL, "across": Rung.SUBMISSION}


def all_rules(fired: Iterable[str]) -> list[BookRule]:
    """Give the catalogue's rules, and those that fired before they were taken out of it."""
    # no finding says that something was not sent, but an agency may be let off it
    rules: list[BookRule] = [*rule_catalogue(load_forms()), _NOT_SENT]
    known = {rule.rule_id for rule in rules}
    return rules + [_former_rule(id) for id in sorted(set(fired) - known)]


def titles_of(rows: Sequence[Row]) -> dict[str, str]:
    """Give the titles of rules by id, those among them that rows name by `rule_id`."""
    return {rule.rule_id: rule.title for rule in all_rules([row["rule_id"] for row in rows])}


def example_texts(rule: BookRule, form: Form | None) -> Mapping[str, object] | None:
    """Print a rule's examples the way officers know them; None when it has none.

    Gives `headers`, and rows of texts: `passing` and `failing`.
    """
    source = next((one for one in form.rules if one.id == rule.rule_id), None) if form else None
    if form is None or source is None:
        return None
    used = set[str]().union(*source.passing, *source.failing)
    shown = [column for column in form.columns if column.name in used]
    if not shown:
        return None
    printer = CellPrinter(Reference.load().day_of(Period.parse("2020")))

    def line(row: Mapping[str, CellValue]) -> list[str]:
        return [printer.text(column, row.get(column.name)) for column in shown]

    return {
        "headers": [column.header for column in shown],
        "passing": [line(row) for row in source.passing],
        "failing": [line(row) for row in source.failing],
    }


def _former_rule(id: str) -> UnlistedRule:
    kind = id.partition(".")[0]
    rung = _RUNGS.get(kind, Rung.ROW)
    form_id = kind if kind in load_forms() else ""
    return UnlistedRule(id, form_id, rung, f"Quy tắc trước đây ({RUNGS[rung]})")
