"""Whether a form's rules can be evaluated and told: a form in, slips of the pen out.

The one surprising thing: that the examples pass and fail as they say is tested through the real
engine (tests/forms); here it is checked that they are there and name columns.
"""

from __future__ import annotations

import ast
import string
from collections.abc import Collection, Iterator

from etl.contracts.declared import Place, Slip
from etl.contracts.vocabulary import CONTEXT, EXPECTATIONS, PLACEHOLDERS
from etl.model import Form, Rule, Severity

_NOT_OF_A_ROW = frozenset({"column", "hint", "period"})
_ASKED: Place = ("implementation",)
_KWARGS: Place = ("implementation", "kwargs")
_OWN: Place = ("customProperties",)


def rule_slips(form: Form) -> Iterator[Slip]:
    """Give what keeps a form's rules from being used."""
    ids = [rule.id for rule in form.rules]
    columns = {column.name for column in form.columns}
    for number, rule in enumerate(form.rules):
        place: Place = ("schema", 0, "quality", number)
        if rule.id in ids[:number]:
            yield Slip((*place, "name"), f"{rule.id} stands there twice")
        for slip in _slips(rule, columns):
            yield Slip((*place, *slip.place), slip.text)


def _slips(rule: Rule, columns: Collection[str]) -> Iterator[Slip]:
    known = {*columns, *CONTEXT, *rule.computed}
    if not rule.columns:
        yield Slip((*_OWN, "columns"), "marks no column; set the property columns")
    yield from unknown_columns((*_OWN, "columns"), rule.columns, columns)
    for name, text in rule.computed.items():
        yield from _formula_slips((*_ASKED, "computed", name), text, {*columns, *CONTEXT})
    yield from _argument_slips(rule, known)
    yield from message_slips((*_OWN, "message"), rule.message, known)
    if rule.severity is Severity.WARNING and not (_fields(rule.message) - _NOT_OF_A_ROW):
        text = "a warning is confirmed row by row; its message must name one"
        yield Slip((*_OWN, "message"), text)
    for title, rows in (("passing", rule.passing), ("failing", rule.failing)):
        if not rows:
            yield Slip((), f"has no {title} example")
        yield from unknown_columns((*_OWN, title), {name for row in rows for name in row}, known)


def _argument_slips(rule: Rule, known: Collection[str]) -> Iterator[Slip]:
    expectation = EXPECTATIONS.get(rule.expectation)
    place = _ASKED if expectation is None else _KWARGS
    for argument in expectation or ("column",):
        given = rule.kwargs.get(argument)
        if given is None:
            yield Slip(place, f"{rule.expectation} needs {argument}")
        names = given if isinstance(given, list) else [given] if given is not None else []
        yield from unknown_columns((*place, argument), names, known)
    if condition := rule.kwargs.get("row_condition"):
        yield from _formula_slips((*place, "row_condition"), str(condition), known)
    columns = rule.kwargs.get("column_list")
    if isinstance(columns, list) and columns[:1] != ["return_number"]:
        text = "must begin with return_number: returns are judged together"
        yield Slip((*place, "column_list"), text)


def unknown_columns(
    place: Place, names: Collection[object], known: Collection[str]
) -> Iterator[Slip]:
    """Give a slip for names that are none of those known."""
    if unknown := sorted({str(name) for name in names if name not in known}):
        yield Slip(
            place, f"unknown column{'s' * (len(unknown) > 1)} {', '.join(map(repr, unknown))}"
        )


def _formula_slips(place: Place, formula: str, known: Collection[str]) -> Iterator[Slip]:
    try:
        nodes = list(ast.walk(ast.parse(formula, mode="eval")))
    except SyntaxError:
        yield Slip(place, f"{formula!r} is no formula")
        return
    yield from unknown_columns(place, {n.id for n in nodes if isinstance(n, ast.Name)}, known)


def message_slips(place: Place, message: str, known: Collection[str]) -> Iterator[Slip]:
    """Give the placeholders of a sentence that nothing fills, and braces that do not close."""
    try:
        unknown = _fields(message) - PLACEHOLDERS - set(known)
    except ValueError as error:
        yield Slip(place, str(error))
        return
    if unknown:
        yield Slip(place, f"unknown placeholders {sorted(unknown)}")


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}
