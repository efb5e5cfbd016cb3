"""The scenes of the desk's story: what each person does on the pages, and what must show.

In: visitors with a browser, workbooks. Out: pages looked at, printed and kept as pictures. The one
surprising thing: scenes build on each other; the story plays them in the order in which they stand.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from desk_visitor import Visitor
from playwright.sync_api import expect

from etl import warehouse
from etl.workbook.annotate.package import Package
from etl.workbook.annotate.sheet_part import SheetPart
from sample.cells import add_to_total, find_text, put
from sample.faults import Rows

AGENCY, PERIOD = "ubnd-trang-dinh", "2020"
SHEET = "01-Công trình"
SECONDS = 120_000  # the longest wait for what the judge does, milliseconds


def spoil(rows: Rows) -> None:
    """Plant a number that cannot be read, and a plan above the approved investment."""
    works = rows["works"]
    works[4]["disbursed_million_vnd"] = "12o,5"
    planned = works[3]["planned_million_vnd"]
    assert isinstance(planned, float)
    works[3]["total_investment_million_vnd"] = round(planned - 1, 1)
    works[3]["disbursed_million_vnd"] = round(planned - 50, 1)


def see_who_is_missing(steward: Visitor) -> None:
    """The board says what is missing and what it could move; it fills by itself meanwhile."""
    page = steward.page
    page.goto(f"/ky/{PERIOD}")
    expect(page.locator(".fact").first).to_contain_text("43 / 47", timeout=SECONDS)
    page.reload()
    expect(page.get_by_role("row", name="Nếu nhận đủ")).to_be_visible()
    steward.look("board-open")
    assert steward.print("board-open") <= 4
    page.get_by_role("link", name="Xem số liệu").click()
    expect(page.get_by_role("heading", name="Số liệu năm 2020")).to_be_visible()
    page.locator("summary").last.click()
    expect(page.get_by_role("rowheader").last).to_be_visible()
    steward.look("figures")
    page.goto("/khong-co-trang-nay")
    steward.look("refusal")
    assert all("404" in complaint for complaint in steward.complaints)
    steward.complaints.clear()
    page.goto("/mat-khau")
    steward.look("password")


def hand_out_link(steward: Visitor) -> str:
    """Make a signed link for the agency, and give its address."""
    page = steward.page
    page.goto(f"/lien-ket/{PERIOD}")
    page.get_by_label("Cơ quan").select_option(AGENCY)
    page.get_by_role("button", name="Tạo").click()
    link = page.locator("#dia-chi").inner_text()
    steward.look("links")
    return link


def try_first(officer: Visitor, path: Path) -> None:
    """Pre-check of a file that is dropped on the page: a result and nothing recorded."""
    page = officer.page
    officer.drop(path, "[data-drop]")
    expect(page.get_by_role("listitem").get_by_text(path.name)).to_be_visible()
    page.get_by_role("button", name="Kiểm tra thử").click()
    expect(page.get_by_text("điểm cần xem")).to_be_visible(timeout=SECONDS)
    told = page.get_by_role("listitem").filter(has_text="để so sánh với biểu này")
    expect(told.first).to_contain_text("Biểu số 01/BDT")  # which has no cell to tell it by
    officer.look("precheck")
    page.get_by_role("link", name="Về trang của cơ quan để gửi").click()
    expect(page.get_by_text("Chưa gửi tệp nào cho kỳ này")).to_be_visible()


def send(officer: Visitor, path: Path) -> None:
    """Upload a file; its result must show without a reload by hand."""
    page = officer.page
    page.goto(f"/don-vi/{AGENCY}/{PERIOD}")
    page.locator("#tep").set_input_files(path)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_role("heading", name="Biên nhận số")).to_be_visible()
    expect(page.get_by_role("heading", name="Biểu số 01/BDT")).to_be_visible(timeout=SECONDS)


def correct(path: Path) -> None:
    """Do in the returned workbook what an officer would: fix the number, give the reason."""
    package = Package.read(path)
    works, to_fix = package.sheet(SHEET), package.sheet("Cần sửa")
    put(works, find_text(works, "12o,5"), 120.5)
    add_to_total(works, "H", 120.5)  # as Excel would recalculate
    reason = "Điều chỉnh tổng mức đầu tư theo Quyết định số 45/QĐ-UBND"
    put(to_fix, _reason_cell(to_fix), reason)
    package.write(path)


def _reason_cell(sheet: SheetPart) -> str:
    """Find the "Giải trình" cell of the warning's line in the list of what is to fix."""
    for ref, cell in sheet.cells():
        if "|works.planned_within_investment|" in "|" + sheet.text(cell):
            return "K" + re.sub(r"\D", "", ref)
    raise AssertionError("the warning is not in the list")


def accept_reason(steward: Visitor) -> None:
    """The steward reads the reason of a warning and accepts it."""
    page = steward.page
    page.goto("/viec")
    steward.look("work-list")
    page.get_by_role("link", name="Xem xét").first.click()
    expect(page.get_by_text("Điều chỉnh tổng mức đầu tư")).to_be_visible()
    steward.look("return")
    assert steward.print("return") <= 8
    page.get_by_role("button", name="Chấp nhận", exact=True).click()
    expect(page.get_by_text("Đã chấp nhận giải trình.")).to_be_visible()
    expect(page.locator("p.lead .tag")).to_contain_text("Đã chấp nhận")


def refuse_correction(steward: Visitor, second: Visitor) -> None:
    """The first steward proposes, cannot decide, and the second refuses."""
    page = steward.page
    page.get_by_text("Đề nghị đính chính một ô").click()
    page.get_by_label("Dòng trong tệp").fill("14")
    page.get_by_label("Cột").select_option("disbursed_million_vnd")
    page.get_by_label("Giá trị mới").fill("1,5")
    page.locator("#dc-l").fill("Kho bạc xác nhận số giải ngân khác")
    page.get_by_role("button", name="Kiểm tra đính chính").click()
    propose = page.get_by_role("button", name="Gửi đề nghị đính chính")
    expect(propose).to_be_visible(timeout=SECONDS)
    steward.look("correction-check")
    propose.click()
    steward.look("return-correction")
    page.goto("/viec")
    steward.look("work-list-correction")
    page.go_back()
    expect(page.get_by_text("Ông/bà là người đề nghị nên không được tự quyết định")).to_be_visible()
    second.sign_in("can-bo-2")
    second.page.goto("/viec")
    second.page.get_by_role("link", name="Xem xét").first.click()
    second.page.get_by_label("Ý kiến").fill("Cơ quan gửi lại được trong ngày")
    second.page.locator("#dinh-chinh").get_by_role("button", name="Không chấp nhận").click()
    expect(second.page.get_by_text("Đã từ chối đính chính")).to_be_visible()


def complete(steward: Visitor) -> None:
    """The period is complete; rule book, waivers and the agency's record tell its story."""
    page = steward.page
    page.goto(f"/ky/{PERIOD}")
    expect(page.locator(".fact").first).to_contain_text("47 / 47", timeout=SECONDS)
    steward.look("board")
    page.goto("/quy-tac")
    steward.look("rule-book")
    page.goto("/quy-tac/works.planned_within_investment")
    steward.look("rule")
    page.goto("/ngoai-le")
    steward.look("waivers-empty")
    page.goto(f"/co-quan/{AGENCY}")
    steward.look("record")
    with warehouse.transaction() as conn:
        rows = conn.exec_driver_sql("SELECT count(*) FROM mart.works WHERE period_key = '2020'")
        assert rows.scalar_one() == 428


def sign_off(steward: Visitor, leader: Visitor) -> None:
    """The steward has the report drafted; the leader signs it."""
    steward.page.goto("/bao-cao")
    steward.page.get_by_role("button", name="Năm 2020").click(timeout=SECONDS)
    expect(steward.page.get_by_text("Đã lập dự thảo báo cáo.")).to_be_visible(timeout=SECONDS)
    leader.sign_in("lanh-dao")
    leader.page.goto("/bao-cao")
    leader.look("report-draft")
    leader.page.get_by_role("button", name="Ký duyệt và ban hành").click(timeout=SECONDS)
    expect(leader.page.get_by_text("Đã ký duyệt và ban hành báo cáo.")).to_be_visible(
        timeout=SECONDS
    )
    expect(leader.page.locator(".tag").first).to_contain_text("Đã ban hành")
    leader.look("report-signed")


def let_off(steward: Visitor) -> None:
    """An agency is let off a quarter, with authority, reason and end; the list shows it."""
    page = steward.page
    page.goto("/ky/2020-Q1")
    page.get_by_text("Miễn gửi báo cáo cho một cơ quan").click()
    page.locator("#mg-dv").select_option("ubnd-cao-loc")
    page.locator("#mg-h").fill((dt.date.today() + dt.timedelta(days=30)).isoformat())
    page.locator("#mg-t").fill("Chủ tịch UBND tỉnh, Công văn số 7/UBND-TH")
    page.locator("#mg-l").fill("Trụ sở bị ngập, hồ sơ đang được khôi phục")
    page.get_by_role("button", name="Ghi miễn gửi").click()
    expect(page.get_by_text("Đã ghi nhận ngoại lệ.")).to_be_visible()
    page.goto("/ngoai-le")
    expect(page.get_by_text("Công văn số 7/UBND-TH")).to_be_visible()
    steward.look("waivers")


def keep_accounts(admin: Visitor) -> None:
    """The administrator adds an account; its password is shown once."""
    admin.sign_in("quan-tri")
    admin.page.goto("/tai-khoan")
    admin.page.get_by_label("Tên đăng nhập").fill("thu-truong-trang-dinh")
    admin.page.get_by_label("Vai trò").select_option("agency_head")
    admin.page.get_by_label("Cơ quan (chỉ với").select_option(AGENCY)
    admin.page.get_by_role("button", name="Thêm").click()
    expect(admin.page.get_by_text("chỉ hiện một lần")).to_be_visible()
    admin.look("accounts")
