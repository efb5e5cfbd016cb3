"""`python -m benchmarks desk`: the desk's pages in a large warehouse, and fifty officers at once.

In: how many returns the small and the large warehouse hold, and how many officers send. Out: the
tables and the figures that the desk is to keep. Everything runs on loopback, in a folder that is
gone afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import desk_pages, desk_rush
from benchmarks.table import Target, markdown


def run(
    sizes: Sequence[int] = desk_pages.SIZES, officers: int = desk_rush.OFFICERS
) -> tuple[str, list[Target]]:
    """Measure both; gives the printed tables and the figures with their bounds."""
    times = desk_pages.run(sizes)
    rush = desk_rush.run(officers)
    texts = [markdown(desk_pages.table(times)), _sizes(times), markdown(desk_rush.table(rush))]
    return "\n\n".join(texts), [*desk_pages.targets(times), *desk_rush.targets(rush)]


def _sizes(times: dict[int, desk_pages.Times]) -> str:
    return "\n".join(
        f"- {one.filled.return_count} returns, {one.filled.finding_count} findings: filled in "
        f"{one.fill_seconds:.0f} s; a return page that nobody saw before: "
        f"{max(one.first_ms):.0f} ms at most"
        for one in times.values()
    )
