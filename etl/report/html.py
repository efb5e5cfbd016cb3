"""The HTML edition: a `Content` in, one file that needs nothing else out.

The one surprising thing: every number is a link to its source in the same file, so the page
explains itself without a server and, when printed, looks like the letter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

from etl.report import charts
from etl.report.content import Chart, Content, Heading, PrintedTable, Source
from etl.report.line_ends import held, titled
from etl.report.xlsx_sources import ROUNDING
from etl.wording import number_text

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class Header:
    """A header cell of a table."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources that some figures share, written once."""

    title: str
    sources: tuple[Source, ...]


def write_html(content: Content, target: Path) -> None:
    """Write the HTML edition to `target`."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    printed = content.printed_ids()
    groups, group_of = _groups(content, printed)
    page = environment.get_template("report.html.j2").render(
        content=content,
        head=content.letterhead,
        held=held,
        titled=titled,
        printed=printed,
        anchors={id_: re.sub(r"[^a-z0-9]+", "-", id_.lower()) for id_ in printed},
        values={id_: repr(content.figures[id_].value) for id_ in printed},
        exact={id_: number_text(content.figures[id_].value) for id_ in printed},
        rounding=ROUNDING,
        headers={table.id: list(_headers(table)) for table in content.tables()},
        drawings={
            block.id: _drawing(block, content)
            for block in content.all_blocks()
            if isinstance(block, Chart)
        },
        contents_list=list(_contents(content)),
        groups=groups,
        group_of=group_of,
        css=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
        script=(_TEMPLATES / "report.js").read_text(encoding="utf-8"),
    )
    target.write_text(page, encoding="utf-8")


def _groups(
    content: Content, printed: tuple[str, ...]
) -> tuple[list[SourceGroup], Mapping[str, int]]:
    """Number the different sets of sources; 0 for a figure without any."""
    numbers: dict[tuple[Source, ...], int] = {}
    group_of: dict[str, int] = {}
    for id_ in printed:
        sources = content.sources.get(id_, ())
        group_of[id_] = numbers.setdefault(sources, len(numbers) + 1) if sources else 0
    return [SourceGroup(_group_title(sources), sources) for sources in numbers], group_of


def _group_title(sources: tuple[Source, ...]) -> str:
    names = list(dict.fromkeys(source.agency_name for source in sources))
    sheets = ", ".join(dict.fromkeys(f"“{source.sheet}”" for source in sources))
    who = names[0] if len(names) == 1 else f"{len(names)} cơ quan"
    return f"{who}, trang tính {sheets}"


def _headers(table: PrintedTable) -> Iterator[list[Header]]:
    """Give one or two lines of header cells."""
    if not any(column.group for column in table.columns):
        yield [Header(column.header) for column in table.columns]
        return
    top: list[Header] = []
    for index, column in enumerate(table.columns):
        if not column.group:
            top.append(Header(column.header, rowspan=2))
        elif index and table.columns[index - 1].group == column.group:
            top[-1] = Header(column.group, colspan=top[-1].colspan + 1)
        else:
            top.append(Header(column.group))
    yield top
    yield [Header(column.header) for column in table.columns if column.group]


def _contents(content: Content) -> Iterator[tuple[int, str, str]]:
    """Give level, anchor and text of each heading."""
    for number, block in enumerate(content.blocks, 1):
        if isinstance(block, Heading):
            text = f"{block.number}: {block.text}" if block.level == 0 else block.line
            yield block.level, f"muc-{number}", text
    for number, appendix in enumerate(content.appendices, 1):
        yield 0, f"phu-luc-{number}", f"Phụ lục {appendix.number}. {appendix.title}"


def _drawing(chart: Chart, content: Content) -> str:
    """Draw a chart for a page that holds several: ids of its own, a name for screen readers."""
    drawn = charts.svg(chart, content.figures)
    prefix = re.sub(r"[^a-z0-9]+", "-", chart.id)
    drawn = re.sub(r'\bid="', f'id="{prefix}-', drawn)
    drawn = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", drawn)
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'(<svg\b[^>]*?) width="[^"]*"', r"\1", drawn, count=1)
    drawn = re.sub(r'(<svg\b[^>]*?) height="[^"]*"', r"\1", drawn, count=1)
    label = chart.alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return drawn.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
