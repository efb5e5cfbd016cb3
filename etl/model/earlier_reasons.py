"""What people decided before about the same fault, as it is told again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etl.model.periods import Period

SAME_AS_BEFORE = "như kỳ trước"  # what an officer may write instead of repeating a reason


@dataclass(frozen=True, slots=True)
class EarlierReason:
    """The decision on a fault in the nearest earlier period in which there was one."""

    kind: Literal["confirmed", "waived", "corrected"]
    period_key: str
    reason: str

    @property
    def reusable(self) -> bool:
        """Whether the agency may give the same reason again: it was its own, and accepted."""
        return self.kind == "confirmed"

    @property
    def text(self) -> str:
        """The decision as a sentence."""
        period = Period.parse(self.period_key).title
        said = {
            "confirmed": "cơ quan đã giải trình và được chấp nhận",
            "waived": "được chấp nhận ngoại lệ",
            "corrected": "ô này đã được đính chính",
        }[self.kind]
        return f"{period}, {said}: “{self.reason}”"
