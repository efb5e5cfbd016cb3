"""The report of a period: a connection in, three editions that were read back out.

One text that a clerk edits (text/annual.md, text/quarterly.md) and the marts become one
`Content`, which is kept; Word, Excel and HTML are made from it. The one surprising thing: nothing
leaves this room unless every number in all three files was read back and found equal to the
warehouse.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from etl.model import Period
from etl.report import readback
from etl.report.compose import compose
from etl.report.content import Content, Missing
from etl.report.document import TEXT
from etl.report.kept_content import Kept, content_of, keep


@dataclass(frozen=True, slots=True)
class Built:
    """A report as made: what it says, its files by edition, how many numbers were read back."""

    content: Content
    files: Mapping[str, Path]
    compared: int


def render(
    connection: Connection,
    content: Content,
    target: Path,
    *,
    number: str = "",
    signed_on: dt.date | None = None,
    made_at: dt.datetime | None = None,
) -> Built:
    """Write the three editions of a content into the folder `target` and read them back.

    Without a number and a date it is a draft and says so. `made_at` is what the files' properties
    say (default: now). Raises `ReportError` when an edition differs from the warehouse.
    """
    from etl.report.docx import write_docx
    from etl.report.html import write_html
    from etl.report.xlsx import write_xlsx

    letterhead = replace(content.letterhead, number=number, signed_on=signed_on)
    content = replace(content, letterhead=letterhead)
    made_at = made_at or dt.datetime.now(dt.UTC)
    target.mkdir(parents=True, exist_ok=True)
    name = file_stem(content)
    files = {edition: target / f"{name}.{edition}" for edition in ("docx", "xlsx", "html")}
    write_docx(content, files["docx"], made_at=made_at)
    write_xlsx(content, files["xlsx"], made_at=made_at)
    write_html(content, files["html"])
    compared = readback.check(connection, content, files)
    return Built(content, files, compared)


def file_stem(content: Content) -> str:
    """Name the files: "Bao-cao-cong-tac-dan-toc-2020", and that it is a draft."""
    period = Period.parse(content.period.key).key
    return f"Bao-cao-cong-tac-dan-toc-{period}{'-du-thao' if content.is_draft else ''}"
