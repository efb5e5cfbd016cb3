"""Pre-check on the agency's page: judged like a real sending, and nothing is recorded."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from etl.desk import judge, prechecks, uploads
from etl.desk.access import Desk, LinkSender, SenderPosts, TheSender, desk_of
from etl.desk.downloads import XLSX, attachment
from etl.desk.prechecks import Precheck
from etl.desk.refused import not_found

router = APIRouter()
_PAGE = "/don-vi/{agency_id}/{period_key}/kiem-tra"


@router.post(_PAGE)
def ask(post: SenderPosts, sender: TheSender) -> Response:
    """Take files for a pre-check and show its page, where the result appears by itself."""
    files, home = uploads.posted_by(post, sender), post.desk.home
    asked = prechecks.ask(home, files, sender.agency.id, sender.period.key)
    judge.start_if_none(home)
    return post.go(f"{sender.path}/kiem-tra/{asked.id}")


@router.get(_PAGE + "/{precheck_id}")
def show(request: Request, sender: TheSender, precheck_id: str) -> Response:
    """Show a pre-check, with its result as soon as there is one."""
    desk = desk_of(request)
    found = _own(desk, sender, precheck_id)
    return desk.pages.show(request, "precheck.html", sender.person, sender=sender, precheck=found)


@router.get(_PAGE + "/{precheck_id}/tai/{number}")
def take(request: Request, sender: TheSender, precheck_id: str, number: int) -> Response:
    """Give the annotated copy of one of the files."""
    found = _own(desk_of(request), sender, precheck_id)
    path = found.given_back(number)
    if path is None or number > len(found.file_names):
        raise not_found()
    stem = found.file_names[number - 1].rpartition(".")[0] or "tep"
    return attachment(FileResponse(path, media_type=XLSX), f"{stem}_kiem-tra-thu.xlsx")


def _own(desk: Desk, sender: LinkSender, precheck_id: str) -> Precheck:
    found = prechecks.find(desk.home, precheck_id)
    asked_by = (found.agency_id, found.period_key) if found else None
    if found is None or asked_by != (sender.agency.id, sender.period.key):
        raise not_found()
    return found
