"""A printed header and the code below it that disagree: what the finders hand to the remarks."""

from __future__ import annotations

from dataclasses import dataclass

from etl.model import Column


@dataclass(frozen=True, slots=True)
class Doubt:
    """A header that says something else than the code of its column."""

    column: Column  # that the code names, or should
    codes: int  # row of the codes, as a position of the sheet's
    row: int  # of the header; that of the codes where only the code is wrong
    position: int
    text: str  # what stands there
    other: Column | None  # that it names
    is_certain: bool  # that it is another thing; else only its words are strange
    is_heard: bool = False  # the other column is read there
