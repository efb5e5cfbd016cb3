"""People in front of a browser: what the story's test drives, on a laptop and on a phone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

_HARD_TO_USE = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8")
LAPTOP, PHONE = {"width": 1366, "height": 850}, {"width": 390, "height": 844}


@dataclass
class Served:
    """A desk that answers at an address, with what its first start wrote."""

    address: str
    passwords: dict[str, str]


class Visitor:
    """Somebody with a browser of their own, who looks at pages on a laptop and on a phone."""

    def __init__(self, browser: Browser, served: Served, shots: Path) -> None:
        self._context: BrowserContext = browser.new_context(
            base_url=served.address, viewport=LAPTOP, locale="vi-VN", accept_downloads=True
        )
        self.page: Page = self._context.new_page()
        self._passwords, self._shots = served.passwords, shots
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind == "error":
            self.complaints.append(text)

    def sign_in(self, name: str) -> None:
        """Sign in with the password of the first start."""
        self.page.goto("/dang-nhap")
        self.page.get_by_label("Tên đăng nhập").fill(name)
        self.page.get_by_label("Mật khẩu").fill(self._passwords[name])
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page.get_by_role("button", name="Đăng xuất")).to_be_visible()

    def look(self, name: str) -> None:
        """Keep a picture at both widths; no page may be wider than its screen or hard to use."""
        for label, size in (("laptop", LAPTOP), ("phone", PHONE)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.screenshot(path=self._shots / f"{name}-{label}.png", full_page=True)
            width = self.page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{name} is {width} wide on a {label}"
            found = self.page.evaluate(_HARD_TO_USE)
            assert not found, f"{name} on a {label}: {found}"
        self.page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]

    def print(self, name: str) -> int:
        """Print the page as a PDF beside the pictures; gives how many sheets it takes."""
        path = self._shots / f"{name}.pdf"
        self.page.pdf(path=path, prefer_css_page_size=True)
        return len(PdfReader(path).pages)

    def drop(self, path: Path, selector: str) -> None:
        """Drag a file over an element and let it go there."""
        content = base64.b64encode(path.read_bytes()).decode()
        dragged = self.page.evaluate_handle(
            "([name, text]) => { const dragged = new DataTransfer(); dragged.items.add(new File("
            "[Uint8Array.from(atob(text), sign => sign.charCodeAt(0))], name)); return dragged; }",
            [path.name, content],
        )
        for event in ("dragenter", "dragover", "drop"):
            self.page.dispatch_event(selector, event, {"dataTransfer": dragged})

    def fetch(self, link: str, target: Path) -> Path:
        """Follow a download link and keep the file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=link).first.click()
        waiting.value.save_as(target)
        return target
