"""The HTML edition: a `Content` in, one file that needs nothing else out.

The one surprising thing: every number is a link to its source in the same file, so the page
explains itself without a server and, when printed, looks like the letter.
"""

import re
from collections.abc import Mapping
from functools import partial
from html import escape
from pathlib import Path

import jinja2

from etl.report import charts
from etl.report.content import Chart, Content, Source
from etl.report.line_ends import held, titled
from etl.report.xlsx_sources import ROUNDING
from etl.wording import number_text

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def write_html(content: Content, target: Path) -> None:
    """Write the HTML edition to `target`."""
    files, strict = jinja2.FileSystemLoader(_TEMPLATES), jinja2.StrictUndefined
    environment = jinja2.Environment(loader=files, autoescape=True, undefined=strict)
    groups, group_of = _groups(content)
    page = environment.get_template("report.html.j2").render(
        content=content,
        head=content.letterhead,
        held=held,
        titled=titled,
        anchor=_anchor,
        number_text=number_text,
        rounding=ROUNDING,
        drawing=partial(_drawing, content),
        groups=groups,
        group_of=group_of,
        css=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
        script=(_TEMPLATES / "report.js").read_text(encoding="utf-8"),
    )
    target.write_text(page, encoding="utf-8")


def _anchor(id_: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", id_.lower())


def _groups(content: Content) -> tuple[list[tuple[Source, ...]], Mapping[str, int]]:
    """Number the different sets of sources; 0 for a figure without any."""
    numbers: dict[tuple[Source, ...], int] = {}
    group_of: dict[str, int] = {}
    for id_ in content.printed_ids():
        sources = content.sources.get(id_, ())
        group_of[id_] = numbers.setdefault(sources, len(numbers) + 1) if sources else 0
    return list(numbers), group_of


def _drawing(content: Content, chart: Chart) -> str:
    """Draw a chart for a page that holds several: ids of its own, a name for screen readers."""
    drawn = charts.svg(chart, content.figures)
    prefix = _anchor(chart.id)
    drawn = re.sub(r'\bid="', f'id="{prefix}-', drawn)
    drawn = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{prefix}-", drawn)
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    for side in ("width", "height"):  # as wide as the page
        drawn = re.sub(rf'(<svg\b[^>]*?) {side}="[^"]*"', r"\1", drawn, count=1)
    return drawn.replace("<svg", f'<svg role="img" aria-label="{escape(chart.alt)}"', 1)
