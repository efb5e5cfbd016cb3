"""The HTML edition, as a browser shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from lxml import html
from playwright.sync_api import Page
from pypdf import PdfReader

from etl.report import Built


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 1200, "height": 1500})


def test_a_browser_shows_it_without_a_fault_or_a_request(
    page: Page, signed: Built, tmp_path: Path
) -> None:
    faults: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(signed.files["html"].as_uri())
    picture = tmp_path / "report.png"
    page.screenshot(path=str(picture))
    assert faults == []
    assert asked == [signed.files["html"].as_uri()]
    assert picture.stat().st_size > 50_000
    assert (
        page.title()
        == "Báo cáo kết quả thực hiện công tác dân tộc năm 2020; phương hướng, nhiệm vụ năm 2021"
    )
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_a_number_opens_its_source(page: Page, signed: Built) -> None:
    page.goto(signed.files["html"].as_uri())
    page.click('data[data-figure="works_disbursed"]')
    box = page.locator("dialog[open]")
    text = box.inner_text()
    assert "trên 76 tỷ đồng" in text
    assert "mart.indicator.value" in text
    assert "ubnd-trang-dinh_2020_works.xlsx" in text
    assert "H11:H13" in text
    page.keyboard.press("Escape")
    assert box.count() == 0


def test_on_a_telephone_nothing_is_cut_off(page: Page, signed: Built) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(signed.files["html"].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_telephone_labels_are_not_broken_word_by_word(page: Page, signed: Built) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(signed.files["html"].as_uri())
    widths = page.eval_on_selector_all(
        "article tbody th, .phu-luc tbody th", "all => all.map(one => one.offsetWidth)"
    )
    assert min(widths) >= 100


def test_the_long_list_of_sources_is_shut_until_one_is_asked_for(page: Page, signed: Built) -> None:
    without_script = page.context.browser.new_page(java_script_enabled=False)
    without_script.goto(signed.files["html"].as_uri())
    entry = without_script.locator("#nguon-works-disbursed")
    assert not entry.is_visible()
    link = without_script.locator('a.so:has(data[data-figure="works_disbursed"])').first
    link.click()
    assert entry.is_visible()


def test_it_prints_with_a_page_of_its_own_for_each_appendix(page: Page, signed: Built) -> None:
    page.goto(signed.files["html"].as_uri())
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator("#nguon-so-lieu").is_hidden()
    breaks = page.eval_on_selector_all(
        ".phu-luc", "all => all.map(one => getComputedStyle(one).breakBefore)"
    )
    assert breaks == ["page"] * 5


def test_on_paper_no_total_and_no_signature_stands_alone(
    page: Page, signed: Built, tmp_path: Path
) -> None:
    page.goto(signed.files["html"].as_uri())
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    texts = [
        " ".join(one.extract_text().split()) for one in PdfReader(tmp_path / "report.pdf").pages
    ]
    appendices = [text for text in texts if text.startswith("Phụ lục ")]
    assert len(appendices) == 5
    assert all("Tổng số" in text for text in appendices)
    assert not any(text.startswith("Huyện, thành phố") for text in texts)
    assert "./." in next(text for text in texts if "Nơi nhận" in text)


def test_without_script_a_number_links_to_its_source(signed: Built) -> None:
    tree = html.fromstring(signed.files["html"].read_text(encoding="utf-8"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = tree.xpath("//a[@class='so']/@href")
    assert links
    assert {link[1:] for link in links} <= set(ids)


def test_tables_and_charts_can_be_read_aloud(signed: Built) -> None:
    tree = html.fromstring(signed.files["html"].read_text(encoding="utf-8"))
    assert tree.get("lang") == "vi"
    tables = tree.xpath("//table[caption]")
    assert tables
    for table in tables:
        assert table.xpath(".//thead//th[@scope]")
    charts = tree.xpath("//figure/*[local-name()='svg']")
    assert len(charts) == 4
    assert all(chart.get("role") == "img" and chart.get("aria-label") for chart in charts)


def test_a_draft_says_so(draft: Built) -> None:
    text = draft.files["html"].read_text(encoding="utf-8")
    assert '<p class="du-thao">DỰ THẢO</p>' in text
