"""Workbooks that go back: a submission in, the path of its annotated copy out.

The one surprising thing: a copy has gone back when its event says so, which is kept in the moment
in which the copy gets its name. What was judged anew with another result goes back anew, beside it.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from etl import vault, warehouse
from etl.contracts import load_forms
from etl.errors import GiveBackError, OurFaultError, for_log, is_unreachable
from etl.give_back import give_back
from etl.model import Cell, EarlierReason, Finding, Period, ReturnState, Severity, Submission
from etl.reference import Reference
from etl.registry import incidents, received, return_history, versions
from etl.registry.return_history import Return
from etl.settings import settings

_LOG = logging.getLogger(__name__)
_OPEN = (ReturnState.REJECTED, ReturnState.NEEDS_CONFIRMATION)
_LONGEST_STEM = 200  # bytes; file systems take 255 for a whole name
_BLOCKING = (Severity.CRITICAL, Severity.WARNING)


def give_back_all(submissions: Sequence[Submission]) -> dict[int, Path | None]:
    """Do as `give_back_submission` for many; gives the copies by the workbooks' ids."""
    written: dict[int, Path | None] = {}
    failed: dict[int, OurFaultError] = {}
    for one in submissions:
        try:
            written[one.id] = give_back_submission(one)
        except Exception as error:
            if is_unreachable(error):
                raise  # nobody else's copy can be written either
            _LOG.error("submission %d was not given back\n%s", one.id, for_log(error))
            failed[one.id] = GiveBackError.of(error)
    with warehouse.transaction() as conn:
        incidents.note_outcome(conn, (GiveBackError.kind,), failed, written)
    return written


def give_back_submission(submission: Submission) -> Path | None:
    """Write the annotated copy of a workbook that is not accepted; gives None when all of it is.

    A workbook that could not be read at all goes back as well, with the reason. Raises
    `VaultError` when what was sent is out of reach.
    """
    with warehouse.transaction() as conn:
        returns = return_history.returns_of(conn, submission_ids=[submission.id])
        findings = return_history.submission_findings(conn, submission.id)
        written = received.given_back(conn, submission.id)
        anew = warehouse.run(conn, "registry/judged_anew", submission_id=submission.id).scalar_one()
        ids = [one.id for one in returns]
        standing = versions.standing_texts(conn, ids)
        fixed: list[Finding] = []
        given: dict[str, str] = {}
        earlier: dict[str, EarlierReason] = {}
        for one in returns:
            findings += return_history.findings(conn, one.id)
            history = return_history.issue_history(conn, one.id)
            fixed += [issue.finding for issue in history if issue.progress == "fixed"]
            given |= return_history.reasons_given(conn, one.id)
            earlier |= return_history.earlier_reasons(conn, one.id)
        rule_books = warehouse.run(conn, "registry/rule_books", ids=ids).scalars().all()
    is_open = any(one.state in _OPEN for one in returns)
    if not returns:
        is_open = any(finding.severity in _BLOCKING for finding in findings)
    if not is_open:
        return None
    if not written.endswith(f"{_numbered(submission, anew)}.xlsx"):
        written = ""  # or an .xlsm of an earlier version, which carries macros
    target = settings().returned / (written or _place_of(submission, returns, anew))
    if written and target.exists():
        return target
    agency = period = ""
    if returns:
        agency = Reference.load().agency(returns[0].agency_id).name
        period = Period.parse(returns[0].period_key).title
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}")
    give_back(
        vault.sound_path(submission.sha256),
        list(dict.fromkeys(findings)),
        draft,
        agency_name=agency,
        period_title=period,
        fixed=fixed,
        file_name=submission.file_name,
        explanations=given,
        earlier=earlier,
        standing=" ".join(
            f"{load_forms()[one.form_id].number}: {standing[one.id]}"
            for one in returns
            if one.version > 1 and one.state in _OPEN
        ),
        rule_book=", ".join(rule_books),
    )
    with warehouse.transaction() as conn:
        place = str(target.relative_to(settings().returned))
        received.note_given_back(conn, submission.id, place)
        if not target.exists():
            draft.replace(target)
    draft.unlink(missing_ok=True)
    return target


def repeated_faults(submission_ids: Sequence[int]) -> list[str]:
    """Tell of the faults of workbooks what was decided on them in an earlier period."""
    told: list[str] = []
    asked = {"submission_ids": list(submission_ids)}
    with warehouse.transaction() as conn:
        for row in warehouse.run(conn, "registry/repeated_faults", **asked):
            if form := load_forms().get(row.form_id):
                where = f"{row.file_name}, {form.number}"
                if row.cells:
                    first = Cell(**row.cells[0])
                    sheet = f", trang tính “{first.sheet}”" if row.more_sheets else ""
                    where += f", ô {first.ref}{sheet}"
                earlier = EarlierReason(row.kind, row.period_key, row.reason)
                told.append(f"{where}: {earlier.text}")
    return told


def standing_told(submission_ids: Sequence[int]) -> list[str]:
    """Say of each form that was sent before which version of it counts now."""
    with warehouse.transaction() as conn:
        again = [
            one
            for one in return_history.returns_of(conn, submission_ids=submission_ids)
            if one.version > 1
        ]
        texts = versions.standing_texts(conn, [one.id for one in again])
    forms = load_forms()
    return [f"{one.file_name}, {forms[one.form_id].number}: {texts[one.id]}" for one in again]


def _place_of(submission: Submission, returns: Sequence[Return], anew: int) -> Path:
    """Name the place of a new copy in the folder of returned workbooks."""
    name = Path(submission.file_name)
    folder = Path("chua-ro-don-vi")
    if returns:
        folder = Path(returns[0].period_key, returns[0].agency_id)
    # cut, so that what is added to it while it is written fits into a file name
    stem = name.stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    return folder / f"{stem}{_numbered(submission, anew)}.xlsx"


def _numbered(submission: Submission, anew: int) -> str:
    """End a copy's name: one that was judged anew since has another copy, beside the one before."""
    return f"_tra-lai_{submission.id}" + (f"_lan-{anew + 1}" if anew else "")
