"""Formulas whose stored nought cannot be their result: formulas and values in, addresses out.

Programs that write formulas without computing them store a nought, which looks like any other. The
one surprising thing: only arithmetic that a person could do by eye (references, sums, + - * /) is
done again here; what it does not reach is believed, unless its whole sheet was never computed.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from etl.workbook.issued.cells.details import Address
from etl.workbook.issued.package.reach import column_index

_REF = r"\$?([A-Z]{1,3})\$?(\d{1,7})"
_CELL = re.compile(rf"(?<![\w!.':$]){_REF}(?![\w!.':(])", re.I)
_AREA = re.compile(rf"{_REF}:{_REF}", re.I)
_SUM = re.compile(r"\bSUM\(([^()]*)\)", re.I)
_ARITHMETIC = re.compile(r"[\d.e+\-*/()\s]+")
_OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_LONGEST = 300  # characters of a formula
_MOST_CELLS = 200_000  # that are added up for one sheet
_MOST_BELIEVED = 200  # formulas one after the other that may be true: then all the rest are
_TINY = 1e-9  # of the largest number of a formula: what is left of a difference of equals


def stale(
    suspects: Mapping[Address, str], value_at: Callable[[Address], object], *, is_whole: bool
) -> frozenset[Address]:
    """Find the formulas that were never computed among those that store a nought.

    `is_whole` says that the sheet has no other formulas, and that its writer left the computing
    to whoever opens it: then one nought that is wrong speaks for all.
    """
    sums = _Sums(suspects, value_at)
    found: set[Address] = set()
    believed = 0
    for at, formula in suspects.items():
        believed += 1
        if sums.is_wrong(formula):
            found.add(at)
            believed = 0
        if believed >= _MOST_BELIEVED:
            break
    return frozenset(suspects if found and is_whole else found)


@dataclass(slots=True)
class _Sums:
    """Does the formulas of one sheet again, as long as there are not too many cells to add."""

    suspects: Mapping[Address, str]
    value_at: Callable[[Address], object]
    left: int = _MOST_CELLS
    largest: float = 0.0  # of the numbers of the formula at hand

    def is_wrong(self, formula: str) -> bool:
        """Tell whether a formula that stores a nought surely comes to something else."""
        if not formula or len(formula) > _LONGEST:
            return False
        self.largest = 0.0
        try:
            plain = _CELL.sub(self._number, _SUM.sub(self._total, formula))
            if not _ARITHMETIC.fullmatch(plain):
                return False
            result = _result(ast.parse(plain.strip(), mode="eval").body)
        except (ArithmeticError, SyntaxError, ValueError, RecursionError):
            return False
        return abs(result) > _TINY * self.largest

    def _number(self, found: re.Match[str]) -> str:
        return f"({self._value((int(found[2]), column_index(found[1].upper())), in_area=False)!r})"

    def _total(self, found: re.Match[str]) -> str:
        parts = [part.strip() for part in found[1].split(",")]
        return f"({'+'.join(map(self._part, parts))})"

    def _part(self, text: str) -> str:
        area = _AREA.fullmatch(text.replace("$", ""))
        if area is None:
            return text
        top, bottom = sorted((int(area[2]), int(area[4])))
        left, right = sorted(column_index(area[n].upper()) for n in (1, 3))
        self.left -= (bottom - top + 1) * (right - left + 1)
        if self.left < 0:
            raise ValueError
        cells = product(range(top, bottom + 1), range(left, right + 1))
        return repr(sum(self._value(cell, in_area=True) for cell in cells))

    def _value(self, at: Address, *, in_area: bool) -> float:
        """Give the number in a cell; an empty one, or a text within an area, counts for nothing."""
        value = self.value_at(at)
        if type(value) is str and (in_area or value == ""):
            return 0.0
        if type(value) is not float or at in self.suspects:
            raise ValueError
        self.largest = max(self.largest, abs(value))
        return value


def _result(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        value = _result(node.operand)
        return value if isinstance(node.op, ast.UAdd) else -value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_result(node.left), _result(node.right))
    raise ValueError
