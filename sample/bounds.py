"""What a form's rules say of its numbers beside each other: a form in, an order and bounds out.

The one surprising thing: only rules that say "no more than" or "as much as" of columns and their
sums are understood; the judge stands behind the rest, and refuses what was drawn against it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from etl.kinds import kind_of
from etl.model import CellValue, Column, Form, Rule

Terms = tuple[str, ...]
Line = Mapping[str, CellValue]

_WITHIN = "expect_column_pair_values_a_to_be_greater_than_b"
_EQUAL = "expect_column_pair_values_to_be_equal"
_BETWEEN = "expect_column_values_to_be_between"
_OFF = "-"  # before the name of a column that a sum takes off


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers of a form, wholes before their parts, and what each may be in a line."""

    order: tuple[Column, ...]
    within: tuple[tuple[Terms, Terms], ...]  # the sum of the second never exceeds that of the first
    sums: Mapping[str, Terms]  # a column that is the sum of others; "-" before those taken off
    least: Mapping[str, float]
    most: tuple[tuple[str, float, str], ...]  # a column, its limit, and which lines that is of

    def ceiling(self, name: str, line: Line) -> float:
        """Give the most that a number may be beside those of its line that come before it."""
        before = {column.name for column in self.order[: self._place(name)]}
        found = [
            total(line, whole) - total(line, [other for other in parts if other in before])
            for whole, parts in self.within
            if name in parts and before.issuperset(whole)
        ]
        limits = (most for column, most, of in self.most if column == name and _chosen(of, line))
        return min([*found, *limits], default=math.inf)

    def _place(self, name: str) -> int:
        return next(at for at, column in enumerate(self.order) if column.name == name)


@lru_cache(maxsize=256)
def bounds_of(form: Form) -> Bounds:
    """Read the bounds of a form from those of its rules that hold whatever a line says."""
    numbers = {column.name: column for column in form.columns if kind_of(column).is_number}
    within, sums = [], {}
    for rule in form.rules:
        pair = [_terms(rule, rule.kwargs.get(word), numbers) for word in ("column_A", "column_B")]
        always = "row_condition" not in rule.kwargs
        match rule.expectation, pair:
            case str(said), [tuple(whole), tuple(parts)] if said == _WITHIN:
                within.append((whole, parts))
            case str(said), [tuple(one), tuple(other)] if said == _EQUAL and always:
                short, long = sorted((one, other), key=len)
                sums[short[0]] = long
    graph: dict[str, set[str]] = {name: set() for name in numbers}
    for whole, parts in within:
        for part in parts:
            graph[part] |= {name for name in whole if part not in sums.get(name, ())} - {part}
    for name, parts in sums.items():
        graph[name] |= {part.lstrip(_OFF) for part in parts}
    try:
        order = tuple(numbers[name] for name in TopologicalSorter(graph).static_order())
    except CycleError:
        order = tuple(numbers.values())
    limits = list(_limits(form, numbers))
    least = {name: edge for name, word, edge, _ in limits if word == "min_value"}
    most = tuple((name, edge, of) for name, word, edge, of in limits if word == "max_value")
    return Bounds(order, tuple(within), sums, least, most)


def _limits(form: Form, numbers: Mapping[str, Column]) -> Iterator[tuple[str, str, float, str]]:
    """Give the numbers of a form that have a limit, which of the two it is, and of which lines."""
    for rule in form.rules:
        name, of = str(rule.kwargs.get("column")), str(rule.kwargs.get("row_condition", ""))
        if rule.expectation == _BETWEEN and name in numbers:
            for word in ("min_value", "max_value"):
                if (edge := rule.kwargs.get(word)) is not None:
                    yield name, word, float(str(edge)), of


def total(line: Line, names: Terms | list[str]) -> float:
    """Add up the numbers of a line, or take them off; what is empty counts nothing."""
    signed = ((-1 if name.startswith(_OFF) else 1, line.get(name.lstrip(_OFF))) for name in names)
    return math.fsum(sign * value for sign, value in signed if isinstance(value, int | float))


def _chosen(condition: str, line: Line) -> bool:
    """Tell whether a condition chooses a line; one that is not of what cells say chooses none."""

    def holds(node: ast.expr) -> bool:
        match node:
            case ast.BoolOp(op=joined, values=values):
                return (any if isinstance(joined, ast.Or) else all)(map(holds, values))
            case ast.Compare(ast.Name(name), [ast.Eq()], [ast.Constant(said)]):
                return line.get(name) == said
            case ast.Compare(ast.Name(name), [ast.NotEq()], [ast.Constant(said)]):
                return line.get(name) != said
        return False

    return not condition or holds(ast.parse(condition, mode="eval").body)


def _terms(rule: Rule, name: object, numbers: Mapping[str, Column]) -> Terms | None:
    """Give the columns that make up what a rule compares; None when it is no sum of numbers.

    What takes columns off is understood where two sides are to be the same.
    """
    try:
        tree = ast.parse(rule.computed.get(str(name), str(name)), mode="eval").body
        found = tuple(_added(tree))
    except (SyntaxError, ValueError):
        return None
    bare = found if rule.expectation != _EQUAL else [term.lstrip(_OFF) for term in found]
    return found if numbers.keys() >= set(bare) else None


def _added(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Name(id=name):
            yield name
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _added(left)
            yield from _added(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=ast.Name(id=name)):
            yield from _added(left)
            yield _OFF + name
        case _:
            raise ValueError(ast.unparse(node))
