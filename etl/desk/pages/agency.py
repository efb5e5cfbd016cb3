"""An agency's own page: blank workbook, pre-checks, sending, receipts, reasons, own history.

Reached by a signed link or by the agency's head. The one surprising thing: what is not the
agency's own is "not found", whether it exists or not.
"""

import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from etl import registry, warehouse
from etl.blank import write_blank_workbooks
from etl.desk import judge, prechecks, queries, uploads
from etl.desk.access import Desk, LinkSender, SenderPosts, TheSender, address_of, desk_of, go
from etl.desk.agency_view import Receipt, read_page, read_receipt
from etl.desk.downloads import XLSX, attachment, given_back_file, original_file
from etl.desk.identity import Right
from etl.desk.journal import note
from etl.desk.links import Link
from etl.desk.prechecks import Precheck
from etl.desk.refused import Refused, not_found
from etl.errors import ReportingError
from etl.judge.earlier import digest_for

router = APIRouter()
_PAGE = "/don-vi/{agency_id}/{period_key}"
_PRECHECKS = _PAGE + "/kiem-tra"
_TOO_OFTEN = "Mở đường liên kết quá nhiều lần. Chờ vài phút rồi mở lại."


@router.get("/l/{token}")
def open_link(request: Request, token: str) -> Response:
    """Open a signed link: the browser holds it from now on, and the token leaves the address."""
    desk, address = desk_of(request), address_of(request)
    link = desk.links.find(token)
    if link is None:
        note("link_refused", "", address)
        if not desk.failure_pace.take(f"link:{address}"):
            raise Refused(429, _TOO_OFTEN)
        raise Refused(
            404,
            "Đường liên kết đã hết hạn, đã bị thu hồi hoặc chép chưa đủ. Mở lại từ thư mới nhất, "
            "hoặc đề nghị cán bộ tổng hợp gửi đường liên kết khác.",
        )
    if not desk.link_pace.take(str(link.id)):
        raise Refused(429, _TOO_OFTEN)
    desk.links.note_opened(link)
    note("link_opened", f"{link.agency_id}/{link.period_key}", address)
    response = go(request, f"/don-vi/{link.agency_id}/{link.period_key}")
    desk.links.remember(request, response, link)
    return response


@router.get(_PAGE)
def page(request: Request, sender: TheSender) -> Response:
    """Show what the agency owes, what it sent and what is to do."""
    desk = desk_of(request)
    return desk.pages.show(
        request,
        "agency.html",
        sender.person,
        sender=sender,
        view=read_page(desk.reference, sender.agency, sender.period),
        may_sign=sender.person.may(Right.SIGN_RETURNS),
        link=next((link for link in desk.links.held(request) if _is_for(link, sender)), None),
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


@router.get(_PAGE + "/bien-nhan/{submission_id}")
def receipt(request: Request, sender: TheSender, submission_id: int) -> Response:
    """Show the receipt of a workbook and, as soon as it is judged, the result."""
    return desk_of(request).pages.show(
        request,
        "receipt.html",
        sender.person,
        sender=sender,
        receipt=_own_receipt(sender, submission_id),
    )


@router.get(_PAGE + "/bien-nhan/{submission_id}/tai/{what}")
def take(sender: TheSender, submission_id: int, what: str) -> Response:
    """Give the workbook as it was sent (`goc`), or as given back (`tra-lai`)."""
    found = _own_receipt(sender, submission_id)
    if what == "goc":
        return original_file(found.head)
    if what == "tra-lai" and found.is_ours:
        return given_back_file(found.head)
    raise not_found()


@router.post(_PAGE + "/giai-trinh")
def explain(post: SenderPosts, sender: TheSender) -> Response:
    """Confirm a warning with a reason."""
    reason = post.reason
    found = queries.one(
        "finding_of_agency",
        finding_id=post.number("phat_hien"),
        agency_id=sender.agency.id,
        period_key=sender.period.key,
    )
    if found is None:
        raise not_found()
    with warehouse.transaction("steward") as conn:
        registry.confirm(
            conn,
            found["return_id"],
            found["rule_id"],
            column=found["column_name"],
            row_key=found["row_key"],
            reason=reason,
            actor=post.actor,
        )
    return post.go(f"{sender.path}/bien-nhan/{found['submission_id']}?xong=giai-trinh")


@router.post(_PAGE + "/ky")
def sign(post: SenderPosts, sender: TheSender) -> Response:
    """Record that the agency's head stands behind the returns that the page showed."""
    if not post.person.may(Right.SIGN_RETURNS):
        raise Refused(403, "Chỉ thủ trưởng cơ quan ký xác nhận được.")
    chosen = post.numbers("bieu")
    if not chosen:
        raise Refused(422, "Chọn ít nhất một biểu để ký xác nhận.")
    of = {"agency_id": sender.agency.id, "period_key": sender.period.key}
    with warehouse.transaction("steward") as conn:
        accepted = registry.sign(conn, chosen, **of, actor=post.actor)
    if accepted:
        uploads.load_accepted()
    return post.go(f"{sender.path}?xong=ky")


@router.post(_PRECHECKS)
def ask_precheck(post: SenderPosts, sender: TheSender) -> Response:
    """Take files for a pre-check and show its page, where the result appears by itself."""
    files, home = uploads.posted_by(post, sender), post.desk.home
    asked = prechecks.ask(home, files, sender.agency.id, sender.period.key)
    judge.start_if_none(home)
    return post.go(f"{sender.path}/kiem-tra/{asked.id}")


@router.get(_PRECHECKS + "/{precheck_id}")
def show_precheck(request: Request, sender: TheSender, precheck_id: str) -> Response:
    """Show a pre-check, with its result as soon as there is one."""
    desk = desk_of(request)
    found = _own_precheck(desk, sender, precheck_id)
    return desk.pages.show(request, "precheck.html", sender.person, sender=sender, precheck=found)


@router.get(_PRECHECKS + "/{precheck_id}/tai/{number}")
def take_checked(request: Request, sender: TheSender, precheck_id: str, number: int) -> Response:
    """Give the annotated copy of one of the files."""
    found = _own_precheck(desk_of(request), sender, precheck_id)
    path = found.given_back(number)
    if path is None or number > len(found.file_names):
        raise not_found()
    stem = found.file_names[number - 1].rpartition(".")[0] or "tep"
    return attachment(FileResponse(path, media_type=XLSX), f"{stem}_kiem-tra-thu.xlsx")


def _own_receipt(sender: LinkSender, submission_id: int) -> Receipt:
    found = read_receipt(submission_id, sender.agency.id, sender.period.key)
    if found is None:
        raise not_found()
    return found


def _is_for(link: Link, sender: LinkSender) -> bool:
    return (link.agency_id, link.period_key) == (sender.agency.id, sender.period.key)


def _own_precheck(desk: Desk, sender: LinkSender, precheck_id: str) -> Precheck:
    found = prechecks.find(desk.home, precheck_id)
    asked_by = (found.agency_id, found.period_key) if found else None
    if found is None or asked_by != (sender.agency.id, sender.period.key):
        raise not_found()
    return found
