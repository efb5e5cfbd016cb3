"""Standing rules that are judged by hand: words in, the candidate that tells them out."""

from __future__ import annotations

from typing import Any

from etl.contracts import load_standing
from etl.model import Finding, RowAt
from etl.validate.batch import BatchReturn
from etl.validate.ladder import WHOLE_COLUMN, Candidate
from etl.validate.sentences import sentence


def standing(
    one: BatchReturn,
    rule_id: str,
    column: str,
    words: dict[str, str],
    *,
    row: RowAt | None = None,
    reads_cover: bool = False,
    **parts: Any,
) -> Candidate:
    """Make the candidate that tells a return what a standing rule finds.

    `column` may be empty; a row marks its cell. `parts` are further fields of the finding.
    """
    rule = load_standing()[rule_id]
    finding = Finding(
        rule_id=rule.id,
        severity=rule.severity,
        rung=rule.rung,
        message=sentence(rule.message, words),
        form_id=one.form.id,
        cells=(one.table.cell(row, column),) if row and column in one.table.letters else (),
        column=column,
        **parts,
    )
    return Candidate(
        return_number=one.number,
        finding=finding,
        rows=(row,) if row else (),
        reads=((one.number, WHOLE_COLUMN, column),) if column else (),
        reads_cover=reads_cover,
        marks=(column,) if column else (),
    )
