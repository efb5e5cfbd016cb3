"""An agency's own page: blank workbook, pre-checks, sending, receipts, reasons, own history.

Reached by a signed link or by the agency's head. The one surprising thing: what is not the
agency's own is "not found", whether it exists or not.
"""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from etl import warehouse
from etl.blank import write_blank_workbooks
from etl.contracts import load_forms
from etl.desk import judge, orders, queries, uploads
from etl.desk.access import SenderPosts, TheSender
from etl.desk.downloads import XLSX, attachment, given_back_file, original_file
from etl.desk.identity import Right
from etl.desk.journal import note
from etl.desk.orders import ThePrecheck
from etl.desk.period_view import read_board
from etl.desk.queries import Row
from etl.desk.refused import Refused, not_found
from etl.desk.words import dispute_text
from etl.errors import ReportingError
from etl.judge import digest_for
from etl.model import newest_first
from etl.registry import decisions, return_history, versions

router = APIRouter()
_PAGE = "/don-vi/{agency_id}/{period_key}"
_RECEIPT = _PAGE + "/bien-nhan/{submission_id}"
_PRECHECKS = _PAGE + "/kiem-tra"
_WORK_FIRST = {"rejected": 0, "needs_confirmation": 1}  # states of which a copy is given back
_SIGNABLE = frozenset({"needs_confirmation", "awaiting_signature", "accepted"})


def own_submission(sender: TheSender, submission_id: int) -> Row:
    """Give a workbook that was sent on the agency's page; raises `Refused` (404) for others."""
    return queries.known("submission_of_agency", submission_id=submission_id, **sender.of)


TheSubmission = Annotated[Row, Depends(own_submission)]


@router.get(_PAGE)
def page(sender: TheSender) -> Response:
    """Show what the agency owes, what it sent and what is to do."""
    board = read_board(sender.desk.reference, sender.period)
    cells = [cell for cell in board.cells.values() if cell.agency.id == sender.agency.id]
    open_cells = [cell for cell in cells if not cell.done] or cells
    signed = {row["return_id"] for row in queries.rows("agency_signatures", **sender.of)}
    unsigned = [cell for cell in cells if cell.row and cell.row["return_id"] not in signed]
    periods = queries.rows("agency_periods", agency_id=sender.agency.id)
    held = sender.desk.links.held(sender.request)
    return sender.show(
        "agency.html",
        sender=sender,
        cells=cells,
        due_on=min((cell.due_on for cell in open_cells), default=None),
        waiting=any(cell.turn.startswith("agency_") for cell in cells),
        signed=signed,
        to_sign=[cell for cell in unsigned if cell.row["state"] in _SIGNABLE],
        not_to_sign=[cell for cell in unsigned if cell.row["state"] not in _SIGNABLE],
        submissions=queries.rows("agency_submissions", **sender.of),
        corrections=queries.rows("agency_corrections", **sender.of),
        disputes=[dispute_text(row) for row in queries.rows("disputes", **sender.of)],
        period_keys=newest_first({row["period_key"] for row in periods} | {sender.period.key}),
        may_sign=sender.person.may(Right.SIGN_RETURNS),
        link=next((link for link in held if sender.of.items() <= link.items()), None),
    )


@router.get(_PAGE + "/bieu-mau")
def blank(sender: TheSender) -> Response:
    """Give the agency's blank workbook for the period."""
    folder = tempfile.TemporaryDirectory()
    try:
        (path,) = write_blank_workbooks(sender.period.key, Path(folder.name), sender.agency.id)
    except ReportingError as error:
        folder.cleanup()
        raise Refused(404, str(error)) from error
    response = FileResponse(path, media_type=XLSX, background=BackgroundTask(folder.cleanup))
    return attachment(response, path.name)


@router.get(_PAGE + "/so-lieu-da-gui")
def earlier_figures(sender: TheSender) -> Response:
    """Give the agency's own figures in force, for a pre-check on its own machine."""
    content = digest_for(sender.agency, sender.period)
    name = f"so-lieu-da-gui_{sender.agency.id}_{sender.period.key}.json.gz"
    return attachment(Response(content, media_type="application/gzip"), name)


@router.post(_PAGE + "/nop")
def send(post: SenderPosts, sender: TheSender) -> Response:
    """Take workbooks in and show the receipt of the first of them."""
    files = uploads.posted_by(post, sender)
    ids = uploads.receive(files, sender.agency.id, sender.period.key, post.actor)
    note("uploaded", post.actor, sender.path, *map(str, ids))
    if len(ids) == 1:
        return post.go(f"{sender.path}/bien-nhan/{ids[0]}")
    return post.go(f"{sender.path}#da-gui")


@router.get(_RECEIPT)
def receipt(sender: TheSender, head: TheSubmission) -> Response:
    """Show the receipt of a workbook and, as soon as it is judged, the result."""
    by_id = {"submission_id": head["submission_id"]}
    is_ours = sender.of.items() <= head.items()  # its cover names this agency and period
    is_foreign = not is_ours and bool(head["agency_id"] or head["period_key"])  # another one
    file_findings = [] if is_foreign else queries.rows("submission_findings", **by_id)
    forms = load_forms()
    returns = queries.rows("submission_returns", **by_id) if is_ours else []
    returns.sort(key=lambda row: forms[row["form_id"]].number)
    faulty = [row for row in returns if row["critical_count"] or row["warning_count"]]
    faulty.sort(key=lambda row: _WORK_FIRST.get(row["state"], len(_WORK_FIRST)))
    goes_back = any(row["state"] in _WORK_FIRST for row in returns)
    with warehouse.transaction("steward") as conn:
        issues = {
            row["return_id"]: return_history.issue_history(conn, row["return_id"])
            for row in returns
            if row["version"] > 1
        }
        standing = versions.standing_texts(conn, [row["return_id"] for row in returns])
    return sender.show(
        "receipt.html",
        sender=sender,
        head=head,
        is_ours=is_ours,
        is_foreign=is_foreign,
        returns=returns,
        faulty=faulty,
        findings={id: queries.rows("return_findings", return_id=id) for id in standing},
        fixed={
            id: [issue.finding for issue in found if issue.progress == "fixed"]
            for id, found in issues.items()
        },
        standing=standing,
        file_findings=file_findings,
        goes_back=is_ours and (goes_back or (not returns and bool(file_findings))),
    )


@router.get(_RECEIPT + "/tai/{what}")
def take(sender: TheSender, head: TheSubmission, what: str) -> Response:
    """Give the workbook as it was sent (`goc`), or as given back (`tra-lai`)."""
    if what == "goc" and not head["is_secret"]:
        return original_file(head)
    if what == "tra-lai" and sender.of.items() <= head.items():
        return given_back_file(head)
    raise not_found()


@router.post(_PAGE + "/giai-trinh")
def explain(post: SenderPosts, sender: TheSender) -> Response:
    """Confirm a warning with a reason."""
    signed, finding_id = post.signed, post.number("phat_hien")
    found = queries.known("finding_of_agency", finding_id=finding_id, **sender.of)
    place = {"column": found["column_name"], "row_key": found["row_key"]}
    queries.transact(decisions.confirm, found["return_id"], found["rule_id"], **place, **signed)
    return post.go(f"{sender.path}/bien-nhan/{found['submission_id']}?xong=giai-trinh")


@router.post(_PAGE + "/ky")
def sign(post: SenderPosts, sender: TheSender) -> Response:
    """Record that the agency's head stands behind the returns that the page showed."""
    if not post.person.may(Right.SIGN_RETURNS):
        raise Refused(403, "Chỉ thủ trưởng cơ quan ký xác nhận được.")
    chosen = post.numbers("bieu")
    if not chosen:
        raise Refused(422, "Chọn ít nhất một biểu để ký xác nhận.")
    if queries.transact(decisions.sign, chosen, **sender.of, actor=post.actor):
        uploads.load_accepted()
    return post.go(f"{sender.path}?xong=ky")


@router.post(_PRECHECKS)
def ask_precheck(post: SenderPosts, sender: TheSender) -> Response:
    """Take files for a pre-check and show its page, where the result appears by itself."""
    files, of = uploads.posted_by(post, sender), {**sender.of, "actor": post.actor}
    asked = orders.lay_precheck(post.desk.home, files, of)
    judge.start_if_none(post.desk.home)
    return post.go(f"{sender.path}/kiem-tra/{asked.id}")


@router.get(_PRECHECKS + "/{precheck_id}")
def show_precheck(sender: TheSender, precheck: ThePrecheck) -> Response:
    """Show a pre-check, with its result as soon as there is one."""
    return sender.show("precheck.html", sender=sender, precheck=precheck)


@router.get(_PRECHECKS + "/{precheck_id}/tai/{number}")
def take_checked(precheck: ThePrecheck, number: int) -> Response:
    """Give the annotated copy of one of the files."""
    path, names = precheck.given_back(number), precheck.content["file_names"]
    if number > len(names) or not path.is_file():
        raise not_found()
    stem = names[number - 1].rpartition(".")[0] or "tep"
    return attachment(FileResponse(path, media_type=XLSX), f"{stem}_kiem-tra-thu.xlsx")
