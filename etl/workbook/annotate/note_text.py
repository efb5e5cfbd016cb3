"""What a note on a cell says: the findings of that cell in, one text out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from etl.model import EarlierReason, Finding
from etl.workbook.annotate.fault_lines import RANKS, SEVERITY_WORDS
from etl.workbook.annotate_keys import finding_key

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def note_text(findings: Sequence[Finding], earlier: Mapping[str, EarlierReason]) -> str:
    """Say what is wrong with a cell, what is expected, by how much it differs, and what was before.

    `earlier` holds, by finding key, what was decided on the same fault in an earlier period.
    """
    ordered = sorted(findings, key=lambda finding: RANKS[finding.severity])
    return plain_text(
        "\n\n".join(_one(finding, earlier.get(finding_key(finding))) for finding in ordered)
    )


def _one(finding: Finding, earlier: EarlierReason | None) -> str:
    facts = [
        f"{label}: {text}"
        for label, text in (
            ("Đã ghi", finding.value),
            ("Giá trị đối chiếu", finding.expected),
            ("Chênh lệch", finding.difference),
            ("Kỳ trước", earlier.text if earlier else ""),
        )
        if text
    ]
    head = f"{SEVERITY_WORDS[finding.severity].upper()}: {finding.message}"
    return "\n".join([head, *facts])


def plain_text(text: str) -> str:
    """Give a text as XML may hold it: without control characters and broken surrogates."""
    return _FORBIDDEN.sub(" ", text)
