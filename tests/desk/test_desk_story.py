"""The whole story in a real browser: from a faulty workbook to the signed report.

A served desk with its judge, and Chromium. Screenshots of each page, at laptop and phone width,
stay in var/screenshots, or in the folder that DESK_SCREENSHOTS names.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_visitor import Served, Visitor
from playwright.sync_api import Browser, expect, sync_playwright

from etl import warehouse
from etl.demo import write_workbook
from etl.demo.faults import Fault, Rows
from etl.demo.rounds import senders
from etl.model import Period
from etl.settings import PROJECT, settings
from etl.workbook.package import Package
from etl.workbook.sheet_part import SheetPart

pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("desk-story")]
AGENCY, PERIOD = "ubnd-trang-dinh", "2020"
SHEET = "01-Công trình"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SECONDS = 120_000  # the longest wait for what the judge does, milliseconds


def _spoil(rows: Rows) -> None:
    """Plant a number that cannot be read, and a plan above the approved investment."""
    works = rows["works"]
    works[4]["disbursed_million_vnd"] = "12o,5"
    planned = works[3]["planned_million_vnd"]
    assert isinstance(planned, float)
    works[3]["total_investment_million_vnd"] = round(planned - 1, 1)
    works[3]["disbursed_million_vnd"] = round(planned - 50, 1)


@pytest.fixture(scope="module")
def served(desk_home: Path) -> Iterator[Served]:
    """Serve the desk with its judge; all other agencies have already sent."""
    inbox = settings().inbox
    aside = desk_home / "aside"
    aside.mkdir()
    for agency_id in senders(Period.parse(PERIOD)):
        if agency_id != AGENCY:
            write_workbook(aside, agency_id, PERIOD)
    write_workbook(aside, AGENCY, "2019")  # what the board estimates from
    aside.rename(inbox)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = f"from etl.desk.serve import serve; serve(port={port})"
    process = subprocess.Popen([sys.executable, "-c", command], env=os.environ)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        lines = (desk_home / "desk" / "mat-khau-ban-dau.txt").read_text().splitlines()
        yield Served(address, dict(line.split("\t") for line in lines))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/dang-nhap", timeout=5)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the desk did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for the module."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def shots() -> Path:
    """Give the folder of screenshots."""
    folder = Path(os.environ.get("DESK_SCREENSHOTS", PROJECT / "var" / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_from_a_faulty_workbook_to_the_signed_report(
    browser: Browser, served: Served, shots: Path, tmp_path: Path
) -> None:
    """Officer, two stewards and the leader play the correction loop to its end."""
    steward, second = Visitor(browser, served, shots), Visitor(browser, served, shots)
    officer, leader = Visitor(browser, served, shots), Visitor(browser, served, shots)
    admin = Visitor(browser, served, shots)
    steward.page.goto("/dang-nhap")
    steward.look("sign-in")
    steward.sign_in("can-bo-1")
    _see_who_is_missing(steward)
    link = _hand_out_link(steward)

    officer.page.goto(link)
    expect(officer.page).to_have_url(re.compile(rf"/don-vi/{AGENCY}/{PERIOD}$"))
    blank = officer.fetch("Tải biểu mẫu trống", tmp_path / "blank.xlsx")
    assert SHEET in Package.read(blank).sheet_parts()

    fault = Fault(AGENCY, PERIOD, "", in_rows=_spoil)
    faulty = write_workbook(tmp_path, AGENCY, PERIOD, fault=fault)
    _try_first(officer, faulty)
    _send(officer, faulty)
    expect(officer.page.get_by_text("phải ghi số nhưng ô đang ghi")).to_be_visible()
    officer.look("receipt-faulty")
    assert officer.print("receipt-faulty") <= 3
    returned = officer.fetch("Tải bản trả lại", tmp_path / "returned.xlsx")
    _correct(returned)
    _send(officer, returned)
    expect(officer.page.get_by_text("Đã giải trình:")).to_be_visible()
    expect(officer.page.get_by_text("1 điểm so với bản trước")).to_be_visible()
    officer.look("receipt-corrected")
    officer.page.goto(f"/don-vi/{AGENCY}/{PERIOD}")
    expect(officer.page.get_by_text("Ban Dân tộc đang xem xét giải trình")).to_be_visible()
    officer.look("agency")

    _accept_reason(steward)
    _refuse_correction(steward, second)
    _complete(steward)
    _sign_off(steward, leader)
    _let_off(second)
    _keep_accounts(admin)
    for visitor in (steward, second, officer, leader, admin):
        assert visitor.complaints == []


def _see_who_is_missing(steward: Visitor) -> None:
    """The board says what is missing and what it could move; it fills by itself meanwhile."""
    page = steward.page
    page.goto(f"/ky/{PERIOD}")
    expect(page.locator(".fact").first).to_contain_text("43 / 47", timeout=_SECONDS)
    page.reload()
    expect(page.get_by_role("row", name="Nếu nhận đủ")).to_be_visible()
    steward.look("board-open")
    assert steward.print("board-open") <= 4
    page.goto("/khong-co-trang-nay")
    steward.look("refusal")
    assert all("404" in complaint for complaint in steward.complaints)
    steward.complaints.clear()
    page.goto("/mat-khau")
    steward.look("password")


def _hand_out_link(steward: Visitor) -> str:
    page = steward.page
    page.goto(f"/lien-ket/{PERIOD}")
    page.get_by_label("Cơ quan").select_option(AGENCY)
    page.get_by_role("button", name="Tạo").click()
    link = page.locator("#dia-chi").inner_text()
    steward.look("links")
    return link


def _try_first(officer: Visitor, path: Path) -> None:
    """Pre-check of a file that is dropped on the page: a result and nothing recorded."""
    page = officer.page
    officer.drop(path, "[data-drop]")
    expect(page.get_by_role("listitem").get_by_text(path.name)).to_be_visible()
    page.get_by_role("button", name="Kiểm tra thử").click()
    expect(page.get_by_text("điểm cần xem")).to_be_visible(timeout=_SECONDS)
    officer.look("precheck")
    page.get_by_role("link", name="Về trang của cơ quan để gửi").click()
    expect(page.get_by_text("Chưa gửi tệp nào cho kỳ này")).to_be_visible()


def _send(officer: Visitor, path: Path) -> None:
    """Upload a file; its result must show without a reload by hand."""
    page = officer.page
    page.goto(f"/don-vi/{AGENCY}/{PERIOD}")
    page.locator("#tep").set_input_files(path)
    page.get_by_role("button", name="Gửi báo cáo").click()
    expect(page.get_by_role("heading", name="Biên nhận số")).to_be_visible()
    expect(page.get_by_role("heading", name="Biểu số 01/BDT")).to_be_visible(timeout=_SECONDS)


def _correct(path: Path) -> None:
    """Do in the returned workbook what an officer would: fix the number, give the reason."""
    package = Package.read(path)
    works, to_fix = package.sheet(SHEET), package.sheet("Cần sửa")
    works.set_number(works.find_text("12o,5"), 120.5)
    total = next(ref for ref in works.formula_cells() if ref.startswith("H"))
    works.set_number(total, round(works.number(total) + 120.5, 1))  # as Excel would recalculate
    to_fix.set_text(
        _reason_cell(to_fix), "Điều chỉnh tổng mức đầu tư theo Quyết định số 45/QĐ-UBND"
    )
    package.write(path)


def _reason_cell(sheet: SheetPart) -> str:
    """Find the "Giải trình" cell of the warning's line in the list of what is to fix."""
    for ref, cell in sheet.cells():
        if "|works.planned_within_investment|" in "|" + sheet.text(cell):
            return "K" + re.sub(r"\D", "", ref)
    raise AssertionError("the warning is not in the list")


def _accept_reason(steward: Visitor) -> None:
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


def _refuse_correction(steward: Visitor, second: Visitor) -> None:
    """The first steward proposes, cannot decide, and the second refuses."""
    page = steward.page
    page.get_by_text("Đề nghị đính chính một ô").click()
    page.get_by_label("Dòng trong tệp").fill("14")
    page.get_by_label("Cột").select_option("disbursed_million_vnd")
    page.get_by_label("Giá trị mới").fill("1.234,5")
    page.locator("#dc-l").fill("Kho bạc xác nhận số giải ngân khác")
    page.get_by_role("button", name="Gửi đề nghị").click()
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


def _complete(steward: Visitor) -> None:
    page = steward.page
    page.goto(f"/ky/{PERIOD}")
    expect(page.locator(".fact").first).to_contain_text("47 / 47", timeout=_SECONDS)
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


def _sign_off(steward: Visitor, leader: Visitor) -> None:
    steward.page.goto("/bao-cao")
    steward.page.get_by_role("button", name="Năm 2020").click(timeout=_SECONDS)
    expect(steward.page.get_by_text("Đã lập dự thảo báo cáo.")).to_be_visible(timeout=_SECONDS)
    leader.sign_in("lanh-dao")
    leader.page.goto("/bao-cao")
    leader.look("report-draft")
    leader.page.get_by_role("button", name="Ký duyệt và ban hành").click(timeout=_SECONDS)
    expect(leader.page.get_by_text("Đã ký duyệt và ban hành báo cáo.")).to_be_visible(
        timeout=_SECONDS
    )
    expect(leader.page.locator(".tag").first).to_contain_text("Đã ban hành")
    leader.look("report-signed")


def _let_off(steward: Visitor) -> None:
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


def _keep_accounts(admin: Visitor) -> None:
    admin.sign_in("quan-tri")
    admin.page.goto("/tai-khoan")
    admin.page.get_by_label("Tên đăng nhập").fill("thu-truong-trang-dinh")
    admin.page.get_by_label("Vai trò").select_option("agency_head")
    admin.page.get_by_label("Cơ quan (chỉ với").select_option(AGENCY)
    admin.page.get_by_role("button", name="Thêm").click()
    expect(admin.page.get_by_text("chỉ hiện một lần")).to_be_visible()
    admin.look("accounts")


def test_a_keyboard_is_enough_to_sign_in_and_reach_the_content(
    browser: Browser, served: Served, shots: Path
) -> None:
    """The first stop leads past the menu; fields, buttons and links follow in reading order."""
    page = Visitor(browser, served, shots).page
    page.goto("/dang-nhap")
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Đến phần nội dung")).to_be_focused()
    expect(page.get_by_role("link", name="Đến phần nội dung")).to_be_in_viewport()
    keys.press("Enter")
    keys.press("Tab")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    keys.type("can-bo-2")
    keys.press("Tab")
    keys.type(served.passwords["can-bo-2"])
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Báo cáo")
    keys.press("Tab")
    keys.press("Enter")
    keys.press("Tab")
    expect(page.get_by_label("Đến lượt")).to_be_focused()


def test_without_javascript_the_agency_s_page_works_too(
    browser: Browser, served: Served, shots: Path, tmp_path: Path
) -> None:
    """Sending, waiting and reading the result need no script."""
    visitor = Visitor(browser, served, shots)
    visitor.sign_in("can-bo-1")
    link = _hand_out_link(visitor)
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(link)
    path = tmp_path / "khong-doc-duoc.xlsx"
    path.write_bytes(b"khong phai tep Excel")
    page.locator("#tep").set_input_files(path)
    page.get_by_role("button", name="Gửi báo cáo").click()
    refused = page.get_by_text("chưa ghi nhận được biểu nào")
    expect(refused).to_be_visible(timeout=_SECONDS)
    context.close()
