"""The two answers that there are to a sign-off; light enough for every process."""

from __future__ import annotations

APPROVE = "Đồng ý ban hành"
REFUSE = "Không đồng ý"
