"""A round of judging: what could be judged of a batch, and what waits until that is kept."""

from __future__ import annotations

from dataclasses import dataclass

from etl.model import Judgement


@dataclass(frozen=True, slots=True)
class Round:
    """Verdicts on a batch of readings, by the place of each."""

    judgements: tuple[tuple[int, Judgement], ...] = ()
    deferred: tuple[int, ...] = ()  # readings to be judged once these verdicts are kept


NOTHING = Round()
