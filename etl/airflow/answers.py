"""Who may sign a report, and the two answers that there are; light enough for every process."""

from __future__ import annotations

LEADER = "lanhdao"  # the user who may sign
APPROVE = "Đồng ý ban hành"
REFUSE = "Không đồng ý"
