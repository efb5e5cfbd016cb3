"""What rules compare: "poor + near_poor" or "persons / households" in, names, words, rows out.

The one surprising thing: a formula is turned round, too: which cells a row needs for the formula to
come to a number is what the examples of a rule are made of.
"""

import ast
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from etl.model import CellValue
from etl.wording import number_text

Row = dict[str, CellValue]
_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "cộng",
    ast.Sub: "trừ",
    ast.Mult: "nhân",
    ast.Div: "chia cho",
}
_IN_NAMES = ((" + ", "_plus_"), (" - ", "_less_"), (" * ", "_times_"), (" / ", "_per_"))


@dataclass(frozen=True)
class Formula:
    """Sums, differences, products and ratios of columns; often one column alone.

    Raises `ValueError` when the text is something else.
    """

    text: str

    @cached_property
    def _node(self) -> ast.expr:
        try:
            node = ast.parse(self.text, mode="eval").body
        except SyntaxError:
            raise ValueError(f"{self.text!r} is no formula") from None
        allowed = (ast.Name, ast.Constant, ast.BinOp, ast.operator, ast.Load)
        if not all(isinstance(one, allowed) for one in ast.walk(node)):
            raise ValueError(f"{self.text!r} is no sum, difference, product or ratio of columns")
        return node

    @property
    def names(self) -> list[str]:
        """The columns that it reads."""
        return [one.id for one in ast.walk(self._node) if isinstance(one, ast.Name)]

    @property
    def column(self) -> str:
        """The column that holds its value: its own, or one that is computed."""
        name = self.text
        for sign, word in _IN_NAMES:
            name = name.replace(sign, word)
        return re.sub(r"\W+", "_", name).strip("_")

    def computed(self) -> dict[str, str]:
        """Give the column to be computed for it; nothing for a column of the table."""
        return {} if isinstance(self._node, ast.Name) else {self.column: self.text}

    def worded(
        self, named: Callable[[str], str], is_day: Callable[[str], bool] = lambda _: False
    ) -> str:
        """Say it in words, its columns as `named` names them; days are counted, not added."""

        def say(node: ast.expr) -> str:
            if isinstance(node, ast.BinOp):
                left, right = node.left, node.right
                if isinstance(left, ast.Name) and is_day(left.id):
                    if isinstance(right, ast.Name):
                        return f"số ngày từ {say(right)} đến {say(left)}"
                    way = "sau" if isinstance(node.op, ast.Add) else "trước"
                    return f"mốc {say(right)} ngày {way} {say(left)}"
                return f"{say(node.left)} {_SIGNS[type(node.op)]} {say(node.right)}"
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                return number_text(node.value)
            return named(node.id) if isinstance(node, ast.Name) else ast.unparse(node)

        return say(self._node)

    def row(self, value: CellValue) -> Row:
        """Give cells from which it comes to a value; `ValueError` when it finds none."""
        row = _solved(self._node, value)
        if len(row) < len(self.names):
            raise ValueError(f"no example can be made of {self.text!r}")
        return row


def _solved(node: ast.expr, value: CellValue) -> Row:
    if isinstance(node, ast.Name):
        return {node.id: value}
    if not isinstance(node, ast.BinOp) or isinstance(value, str | None):
        return {}
    left, right = node.left, node.right
    if isinstance(value, dt.date):  # a day and a number of days
        if not isinstance(right, ast.Constant) or not isinstance(right.value, int):
            return {}
        days = dt.timedelta(days=right.value)
        return _solved(left, value - days if isinstance(node.op, ast.Add) else value + days)
    if isinstance(node.op, ast.Add):
        part = value // 2
        return _solved(left, value - part) | _solved(right, part)
    if isinstance(node.op, ast.Sub):
        return _solved(left, value + 10) | _solved(right, 10)
    by = right.value if isinstance(right, ast.Constant) else 10
    if not isinstance(by, int | float):
        return {}
    known = {} if isinstance(right, ast.Constant) else _solved(right, by)
    return _solved(left, value * by if isinstance(node.op, ast.Div) else value / by) | known


def names_of(text: str) -> set[str]:
    """Collect the columns that a formula or a condition on rows reads."""
    try:
        nodes = ast.walk(ast.parse(text, mode="eval"))
    except SyntaxError:
        raise ValueError(f"{text!r} is no formula") from None
    return {node.id for node in nodes if isinstance(node, ast.Name)}
