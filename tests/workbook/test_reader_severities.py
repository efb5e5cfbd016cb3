"""What the rule book says of a rule of files and cells is what the reader gives."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import etl.workbook
from etl.cli.handbook import page
from etl.contracts import load_standing
from etl.contracts.rule_book import rule_catalogue
from etl.desk.rule_view import all_rules
from etl.model import Severity

_MAKERS = {  # severity's place, where it may be given without its name
    "file_finding": ("file.", None),
    "tell": ("file.", None),
    "_told": ("file.", None),
    "say": ("cell.", None),
    "doubt": ("cell.", None),
    "trouble": ("cell.", 3),
    "Trouble": ("cell.", 4),
    "Finding": ("", 1),
}


_OF_MAKER = {"_told": Severity.INFO, "doubt": Severity.WARNING}


def _given() -> dict[str, set[Severity]]:
    """Collect the severities that the reader's code names for each rule that it names."""
    found: dict[str, set[Severity]] = defaultdict(set)
    for path in Path(etl.workbook.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            maker = getattr(call.func, "id", getattr(call.func, "attr", ""))
            if maker in _MAKERS:
                start, at = _MAKERS[maker]
                by_name = {word.arg: word.value for word in call.keywords}
                named = by_name.get("rule_id", *call.args[:1])
                if isinstance(named, ast.JoinedStr) and start != "file.":
                    continue  # hands a trouble on
                placed = call.args[at : at + 1] if at is not None else []
                given = by_name.get("severity", *placed)
                for one in _constants(named):
                    rule = one if not start else one.partition(".")[0]  # behind the dot is a case
                    told = _OF_MAKER.get(maker)
                    found[start + rule] |= {told} if told else set(_severities(given))
    return found


def _constants(node: ast.AST | None) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield from _constants(node.values[0])
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _severities(node: ast.AST | None) -> Iterator[Severity]:
    if node is None:
        yield Severity.CRITICAL
    elif isinstance(node, ast.IfExp):
        yield from _severities(node.body)
        yield from _severities(node.orelse)
    elif not isinstance(node, ast.Name):  # what is handed on is named where it comes from
        assert isinstance(node, ast.Attribute), ast.unparse(node)
        yield Severity[node.attr]


def test_the_reader_gives_what_the_rule_book_says() -> None:
    book = load_standing()
    given = _given()
    assert len(given) > 50
    assert given.keys() <= book.keys()
    told = {rule: {book[rule].severity, *book[rule].lighter} for rule in given}
    assert {rule: given[rule] | {book[rule].severity} for rule in given} == told
    assert {rule for rule in given if given[rule] - told[rule]} == set()


def test_a_rule_that_may_be_milder_says_so_wherever_it_is_printed() -> None:
    milder = {rule.id for rule in load_standing().values() if rule.lighter}
    assert milder
    assert {row.rule_id for row in rule_catalogue({}) if row.lighter} == milder
    assert {rule.rule_id for rule in all_rules(()) if rule.lighter} == milder
    assert page("quy-tac.md").count("; khi chưa chắc chắn: ") == len(milder)
