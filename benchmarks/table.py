"""Prints results: lines of cells and targets in, Markdown out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of a run, with the bound that it should keep, if any."""

    label: str
    value: float
    at_least: float | None = None
    at_most: float | None = None
    rounds: tuple[float, ...] = ()  # what was measured each time, when it was more than once

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps its bounds."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    def cells(self) -> list[str]:
        """Give label, figure, bound, verdict and the single rounds as text."""
        bound = f"≥ {self.at_least:g}" if self.at_least is not None else ""
        bound += f"≤ {self.at_most:g}" if self.at_most is not None else ""
        verdict = ("met" if self.is_met else "MISSED") if bound else ""
        rounds = ", ".join(f"{value:.1f}" for value in self.rounds)
        return [self.label, f"{self.value:.3g}", bound, verdict, rounds]


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Lay lines of cells out as a table; the first line is the header, numbers stand right."""
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    texts = [
        "| "
        + " | ".join(
            _set(cell, width, at) for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    ]
    rule = (
        "|"
        + "|".join("-" * (w + 2) if at == 0 else "-" * (w + 1) + ":" for at, w in enumerate(widths))
        + "|"
    )
    return "\n".join([texts[0], rule, *texts[1:]])


def _set(cell: str, width: int, at: int) -> str:
    return cell.ljust(width) if at == 0 else cell.rjust(width)
