"""What returns are judged beside: tables accepted before, and which periods are closed.

The one surprising thing: it holds the sender's own version in force as well, under the key of the
return that is judged; there it is the version before, not something to compare with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.model.findings import Key
from etl.model.workbooks import Table


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything outside a batch that its judgement depends on."""

    tables: Mapping[Key, Table] = field(default_factory=dict)  # the newest accepted of each key
    closed: frozenset[str] = frozenset()  # keys of closed periods
    signed: frozenset[tuple[str, str]] = frozenset()  # forms and periods that wait for a signature
    waived: frozenset[str] = frozenset()  # rules that an exception in force may let off
    confirmed: frozenset[Key] = frozenset()  # returns whose last version has an accepted reason
    watched: frozenset[Key] = frozenset()  # what open returns elsewhere were found to disagree with
    seen_event: int = 0  # place of the last event of any return that is taken into account
