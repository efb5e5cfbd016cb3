"""The rule book as values: the catalogue and what fired in, rules with readable examples out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.contracts import load_forms, rule_catalogue
from etl.desk.queries import Row
from etl.kinds import CellPrinter
from etl.model import CellValue, Form, Period, Rule, Rung
from etl.reference import Reference
from etl.registry import NOT_SENT
from etl.wording import RUNGS


@dataclass(frozen=True, slots=True)
class BookRule:
    """One rule as the book prints it."""

    id: str
    form_id: str  # "" for rules of all forms
    severity: str  # "" when it depends on the case
    rung: int
    title: str
    basis: str
    source: Rule | None = None  # the contract's rule, when it stands in one
    trial_since: dt.date | None = None  # on trial from this day: counted, never in the way
    lighter: Sequence[str] = ()  # severities where a fault is not certain


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows that a rule lets pass and rows that it finds fault with, by printed header."""

    headers: Sequence[str]
    passing: Sequence[Sequence[str]]
    failing: Sequence[Sequence[str]]


_NOT_SENT = BookRule(
    NOT_SENT,
    "",
    "",
    int(Rung.WAREHOUSE),
    "Cơ quan gửi đủ các biểu phải báo cáo",
    "Chế độ báo cáo: mỗi cơ quan gửi đủ biểu của kỳ, trừ biểu được miễn",
)
_RUNGS = {"file": Rung.FILE, "cell": Rung.CELL, "across": Rung.SUBMISSION}


def all_rules(fired: Iterable[str]) -> list[BookRule]:
    """Give the catalogue's rules, and those that fired before they were taken out of it."""
    forms = load_forms()
    contracts = {rule.id: rule for form in forms.values() for rule in form.rules}
    rules = [
        BookRule(
            row.rule_id,
            row.form_id,
            str(row.severity),
            int(row.rung),
            row.title,
            row.basis,
            contracts.get(row.rule_id),
            row.trial_since,
            row.lighter,
        )
        for row in rule_catalogue(forms)
    ]
    rules.append(_NOT_SENT)  # no finding says it, but an agency may be let off it
    known = {rule.id for rule in rules}
    return rules + [_former_rule(id) for id in sorted(set(fired) - known)]


def titles_of(rows: Sequence[Row]) -> dict[str, str]:
    """Give the titles of rules by id, those among them that rows name by `rule_id`."""
    return {rule.id: rule.title for rule in all_rules([row["rule_id"] for row in rows])}


def example_texts(rule: BookRule, form: Form | None) -> Examples | None:
    """Print a rule's examples the way officers know them; None when it has none."""
    if rule.source is None or form is None:
        return None
    source = rule.source
    shown = [
        column
        for column in form.columns
        if any(column.name in row for row in (*source.passing, *source.failing))
    ]
    if not shown:
        return None
    printer = CellPrinter(Reference.load().day_of(Period.parse("2020")))

    def line(row: Mapping[str, CellValue]) -> list[str]:
        return [printer.text(column, row.get(column.name)) for column in shown]

    return Examples(
        [column.header for column in shown],
        [line(row) for row in source.passing],
        [line(row) for row in source.failing],
    )


def _former_rule(id: str) -> BookRule:
    kind = id.partition(".")[0]
    rung = _RUNGS.get(kind, Rung.ROW)
    title = f"Quy tắc trước đây ({RUNGS[rung]})"
    return BookRule(id, kind if kind in load_forms() else "", "", int(rung), title, "")
