"""Remakes the pictures of the README: nothing in, six PNG files beside this one out.

`make pictures` runs it. In a home of its own (var/pictures, emptied first) all agencies but one
send their sample workbooks, the last one sends a faulty one from a telephone at the desk; then the
demonstration runs to the signed report. The one surprising thing: every picture is of the real
thing: Chromium shows the pages, LibreOffice prints the documents, nothing is drawn by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, expect, sync_playwright

from etl import PROJECT
from etl.settings import settings

HERE = Path(__file__).parent
AGENCY, PERIOD = "ubnd-trang-dinh", "2020"
LAPTOP, PHONE = {"width": 1200, "height": 880}, {"width": 390, "height": 1150}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_PATIENCE = 120_000  # milliseconds for what the judge does on a busy machine


def main() -> None:
    """Make every picture, in the order of the story."""
    from etl import warehouse
    from etl.warehouse.schema import migrate

    os.environ["ETL_HOME"] = str(PROJECT / "var" / "pictures")
    os.environ.pop("WAREHOUSE_URL", None)
    settings.cache_clear()
    warehouse.stop()
    shutil.rmtree(settings().home, ignore_errors=True)
    migrate()
    try:
        with sync_playwright() as playwright:
            program = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
            _desk(browser)
            _documents()
            _airflow(browser)
            browser.close()
    finally:
        warehouse.stop()
    for path in sorted(HERE.glob("*.png")):
        print(path.relative_to(PROJECT))


def _desk(browser: Browser) -> None:
    """All but one have sent; that one sends a faulty workbook from a telephone."""
    from etl import pipeline
    from sample import write_round

    aside = settings().home / "aside"
    sent = write_round(aside / "sent", 1)
    own = aside / f"BDT_{AGENCY}_{PERIOD}.xlsx"
    next(path for path in sent if path.name == own.name).rename(own)
    pipeline.run(aside / "sent")
    with _serving() as address:
        steward = _page(browser, LAPTOP, address)
        _sign_in(steward, "can-bo-1")
        steward.goto(f"/lien-ket/{PERIOD}")
        steward.get_by_label("Cơ quan").select_option(AGENCY)
        steward.get_by_role("button", name="Tạo").click()
        officer = _page(browser, PHONE, address)
        officer.goto(steward.locator("#dia-chi").inner_text())
        officer.locator("#tep").set_input_files(own)
        officer.get_by_role("button", name="Gửi báo cáo").click()
        heading = officer.get_by_role("heading", name="Biểu số 01/BDT")
        expect(heading).to_be_visible(timeout=_PATIENCE)
        officer.screenshot(path=HERE / "desk-agency.png")
        steward.goto(f"/ky/{PERIOD}")
        steward.screenshot(path=HERE / "desk-board.png")
        steward.goto("/viec")
        steward.locator("a[href*='/bieu/']").filter(has_text="Tràng Định").first.click()
        steward.screenshot(path=HERE / "desk-return.png")


def _documents() -> None:
    """A workbook that went back, and the first page of the signed report."""
    from sample.demonstration import run_demo

    summary = run_demo()
    returned = next(path for path in summary.returned_files if AGENCY in path.name)
    report = next(path for path in summary.report_files if path.suffix == ".docx")
    list_of_faults, form = _printed(returned, 80, 1), _printed(returned, 80, 3)
    form = form.crop((0, 0, form.width, 400))
    size = (max(list_of_faults.width, form.width), list_of_faults.height + 24 + form.height)
    both = Image.new("RGB", size, "white")
    both.paste(list_of_faults, (0, 0))
    both.paste("#7a8290", (0, list_of_faults.height + 8, both.width, list_of_faults.height + 16))
    both.paste(form, (0, list_of_faults.height + 24))
    both.save(HERE / "returned.png", optimize=True)
    pages = [_printed(report, 72, number, trim=False) for number in (1, 2)]
    spread = Image.new("RGB", (sum(page.width for page in pages) + 12, pages[0].height), "#7a8290")
    spread.paste(pages[0], (0, 0))
    spread.paste(pages[1], (pages[0].width + 12, 0))
    spread.save(HERE / "report.png", optimize=True)


def _airflow(browser: Browser) -> None:
    """The graph of the run that judged the last workbooks."""
    from etl.airflow.home import passwords
    from etl.airflow.runtime import running
    from sample.airflow_api import api_of

    with running() as live:
        page = _page(browser, LAPTOP | {"width": 1100, "height": 600}, live.address)
        for key, value in (("timezone", "Asia/Ho_Chi_Minh"), ("default_dag_view", "graph")):
            page.add_init_script(f"localStorage.setItem('{key}', '\"{value}\"')")
        page.goto("/auth/login/")
        page.get_by_placeholder("Username").or_(page.locator("input").first).first.fill("quantri")
        page.locator("input[type=password]").fill(passwords(live.home)["quantri"])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url, wait_until="commit", timeout=_PATIENCE)
        with api_of(live, "quantri") as api:
            runs = (run["dag_run_id"] for run in api.runs("submissions"))
            run = next(r for r in runs if api.tasks("submissions", r)["load"] == "success")
        page.goto(f"/dags/submissions/runs/{run}", wait_until="commit")
        page.locator(".react-flow__node").nth(6).wait_for(timeout=_PATIENCE)
        page.wait_for_timeout(4_000)  # the graph moves into place
        page.screenshot(path=HERE / "airflow.png")


def _page(browser: Browser, size: dict[str, int], address: str) -> Page:
    """Open somebody's browser."""
    context = browser.new_context(
        base_url=address,
        viewport=size,  # type: ignore[arg-type]
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    return context.new_page()


def _sign_in(page: Page, name: str) -> None:
    """Sign in at the desk with the password of its first start."""
    lines = (settings().home / "desk" / "mat-khau-ban-dau.txt").read_text("utf-8").splitlines()
    page.goto("/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(dict(line.split("\t") for line in lines)[name])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


@contextmanager
def _serving() -> Iterator[str]:
    """Serve the desk for a block; gives its address."""
    from etl.airflow.home import free_port

    port = free_port(8090)
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-P", "-m", "etl.cli", "desk", "--port", str(port)]
    process = subprocess.Popen(command)  # noqa: S603
    try:
        while process.poll() is None:
            try:
                httpx.get(f"{address}/dang-nhap", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def _printed(document: Path, dpi: int, page: int, *, trim: bool = True) -> Image.Image:
    """Print a page with LibreOffice; the white around it is cut off."""
    with tempfile.TemporaryDirectory() as name:
        profile = f"-env:UserInstallation=file://{name}/profile"
        office = [
            shutil.which("soffice") or "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            name,
        ]
        subprocess.run([*office, str(document)], check=True, capture_output=True)  # noqa: S603
        pdf = next(Path(name).glob("*.pdf"))
        only = ["-f", str(page), "-l", str(page), "-singlefile", "-r", str(dpi), "-png"]
        paper = [shutil.which("pdftoppm") or "pdftoppm", *only, str(pdf), f"{name}/page"]
        subprocess.run(paper, check=True)  # noqa: S603
        picture = Image.open(f"{name}/page.png").convert("RGB")
    if not trim:
        return picture
    box = ImageChops.invert(picture).getbbox()
    assert box, f"page {page} of {document.name} is empty"
    # a footer alone at the bottom is not worth the white above it
    left, top, right, _ = box
    body = ImageChops.invert(picture.crop((0, 0, picture.width, picture.height - 60))).getbbox()
    bottom = body[3] if body else box[3]
    edges = (max(left - 12, 0), max(top - 12, 0), min(right + 12, picture.width), bottom + 12)
    return picture.crop(edges)


if __name__ == "__main__":
    main()
