"""Odd sums: sums among the records, filled like one of them or hardly labelled.

The one surprising thing: what is no record adds up, and lacks what its neighbours have; its words
may be any.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.lab.faults import Expected, Fault, Plant
from tests.lab.layouts import sums
from tests.lab.odd_tables import FORMS, issued
from tests.lab.oddities import Oddity
from tests.lab.sketch import Line, Sketch


def _sum_for_a_name(label: str) -> Plant:
    """Fill a sum of all records like one of them, its label in the place of the name."""

    def plant(drawn: Sketch) -> list[Expected]:
        if drawn.rng.random() < 0.5:
            issued(drawn)
        copied = dict(drawn.rng.choice(drawn.records).cells)
        line = Line({**copied, **sums(drawn, drawn.records), "name": label}, is_record=False)
        drawn.lines.append(line)
        return [Expected("file.row_unclear", line, "name", label)]

    return plant


SUM_FAULTS = [
    Fault(f"{label} for a name in {form}", form, _sum_for_a_name(label))
    for form in ("works", "support_projects")
    for label in (
        *("Cộng", "TỔNG CỘNG", "Cộng xã", "Σ", "T Ổ N G C Ộ N G", "I. Cộng", "- Tổng cộng"),
        *("Tong cong", "T.số", "Sum", "Tổng kinh phí", "Cộng: 12 dự án", "Cộng Khuổi Mạ"),
    )
]


def _subtotal(column: str, label: str, hides: int = 0) -> Callable[[Sketch], None]:
    """Put a sum of the first records below them; nothing is said in the place of most texts.

    A filter that `hides` some of them leaves these out of the sum.
    """

    def dress(drawn: Sketch) -> None:
        issued(drawn)
        words = {column: label} if column else {}
        drawn.hidden_rows += drawn.records[1 : 1 + hides]
        shown = [line for line in drawn.records[:5] if line not in drawn.hidden_rows]
        line = Line(sums(drawn, shown) | words, is_record=False)
        drawn.lines.insert(5, line)

    return dress


SUM_ODDITIES = [
    *(
        Oddity(f"subtotal {label or 'without a label'} in {form}", form, _subtotal(column, label))
        for form in FORMS
        for column, label in (
            ("district", "Huyện Tràng Định Total"),
            ("district", "Σ"),
            ("district", "Cộng dồn"),
            ("district", "Số hiển thị"),
            ("district", "Huyện Tràng Định"),
            ("", ""),
        )
    ),
    *(
        Oddity(
            f"subtotal {label} of what a filter shows in {form}",
            form,
            _subtotal("district", label, 2),
            told=frozenset({"file.hidden_rows", "row.total_differs"}),
        )
        for form in FORMS
        for label in ("Số hiển thị", "Cộng", "Huyện Tràng Định Total")
    ),
]
