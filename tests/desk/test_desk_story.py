"""The whole story in a real browser: from a faulty workbook to the signed report.

A served desk with its judge, and Chromium. Screenshots of each page, at laptop and phone width,
stay in var/screenshots, or in the folder that DESK_SCREENSHOTS names.
"""

from __future__ import annotations

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

import desk_scenes as scenes
import pytest
from chromium import chromium
from desk_scenes import AGENCY, PERIOD, SECONDS, SHEET
from desk_visitor import Served, Visitor
from playwright.sync_api import Browser, expect

from etl import PROJECT
from etl.model import Period
from etl.settings import settings
from etl.workbook.annotate.package import Package
from sample import senders, write_workbook
from sample.faults import Fault

pytestmark = pytest.mark.timeout(900)


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
    command = f"from etl.desk.app import serve; serve(port={port})"
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
    with chromium() as running:
        yield running


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
    scenes.see_who_is_missing(steward)
    link = scenes.hand_out_link(steward)

    officer.page.goto(link)
    expect(officer.page).to_have_url(re.compile(rf"/don-vi/{AGENCY}/{PERIOD}$"))
    blank = officer.fetch("Tải biểu mẫu trống", tmp_path / "blank.xlsx")
    assert SHEET in Package.read(blank).sheet_parts()

    fault = Fault(AGENCY, PERIOD, "", in_rows=scenes.spoil)
    faulty = write_workbook(tmp_path, AGENCY, PERIOD, fault=fault)
    scenes.try_first(officer, faulty)
    scenes.send(officer, faulty)
    expect(officer.page.get_by_text("phải ghi số nhưng ô đang ghi")).to_be_visible()
    officer.look("receipt-faulty")
    assert officer.print("receipt-faulty") <= 3
    returned = officer.fetch("Tải bản trả lại", tmp_path / "returned.xlsx")
    scenes.correct(returned)
    scenes.send(officer, returned)
    expect(officer.page.get_by_text("Đã giải trình:")).to_be_visible()
    expect(officer.page.get_by_text("1 điểm so với bản trước")).to_be_visible()
    expect(officer.page.get_by_text("Cả biểu", exact=True).first).to_be_visible()
    officer.look("receipt-corrected")
    officer.page.goto(f"/don-vi/{AGENCY}/{PERIOD}")
    expect(officer.page.get_by_text("Giải trình đang được xem xét")).to_be_visible()
    officer.look("agency")

    scenes.accept_reason(steward)
    scenes.refuse_correction(steward, second)
    scenes.complete(steward)
    scenes.sign_off(steward, leader)
    scenes.let_off(second)
    scenes.keep_accounts(admin)
    for visitor in (steward, second, officer, leader, admin):
        assert visitor.complaints == []


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
    expect(page.get_by_role("link", name="Xem số liệu")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_label("Đến lượt")).to_be_focused()


def test_without_javascript_the_agency_s_page_works_too(
    browser: Browser, served: Served, shots: Path, tmp_path: Path
) -> None:
    """Sending, waiting and reading the result need no script."""
    visitor = Visitor(browser, served, shots)
    visitor.sign_in("can-bo-1")
    link = scenes.hand_out_link(visitor)
    context = browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(link)
    path = tmp_path / "khong-doc-duoc.xlsx"
    path.write_bytes(b"khong phai tep Excel")
    page.locator("#tep").set_input_files(path)
    page.get_by_role("button", name="Gửi báo cáo").click()
    refused = page.get_by_text("chưa ghi nhận được biểu nào")
    expect(refused).to_be_visible(timeout=SECONDS)
    context.close()
