"""Composes the report: a connection, a period and the clerk's text in, one `Content` out.

The one surprising thing: a paragraph whose numbers are all missing is replaced by a sentence that
says so and why; nothing is ever printed as zero because it did not arrive.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection

from etl.contracts import load_forms
from etl.contracts.declared import read_yaml
from etl.model import Figure, Period
from etl.reference import Reference
from etl.report.annex import annex_of, forms_of
from etl.report.chart_maker import make_chart
from etl.report.content import (
    NO_DATA,
    NONE_OCCURRED,
    Appendix,
    Block,
    Content,
    Gap,
    Heading,
    Paragraph,
    Source,
    TextRun,
)
from etl.report.document import (
    TEXT,
    DocumentWords,
    letterhead_of,
    listed_in,
    read_document,
    words_of,
)
from etl.report.figure_catalogue import FigureSpec, catalogue_of, evaluate, gap_of
from etl.report.footnotes import Footnotes
from etl.report.headline import headline_table
from etl.report.mart_rows import Marts
from etl.report.missing import missing_returns
from etl.report.outline import captioned, ended, in_appendix, outline, roman
from etl.report.placeholders import fill, same, split, unknown
from etl.report.prose import ProseLine, read_prose
from etl.report.quality import gaps_table, missing_table
from etl.report.sources import SourceFinder
from etl.report.stretches import settle
from etl.report.tables import TableMaker, Trace
from etl.wording import small

_INCOMPLETE = (
    "Báo cáo được lập khi mới có {số biểu được chấp nhận} trong tổng số {số biểu phải gửi} biểu "
    "phải gửi được chấp nhận; các biểu còn thiếu và mức ảnh hưởng ước tính được nêu tại phụ lục "
    "về chất lượng số liệu."
)
_LIST = "[danh sách: %s]"


def compose(connection: Connection, period_key: str, *, texts: Path = TEXT) -> Content:
    """Compose the report of a period, as a draft without number and date.

    Raises `ReportError` when the clerk's text cannot be understood or a mart has no such column.
    """
    return Composer(Marts(connection, period_key), Period.parse(period_key), texts).content()


@dataclass
class Composer:
    """Holds what composing gathers: figures, their traces, and gaps."""

    marts: Marts
    period: Period
    folder: Path
    gaps: dict[str, Gap] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the clerk's files with the words of the period."""
        self.document = read_document(self.folder)
        self.words: DocumentWords = words_of(self.period, self.document, self.marts)
        self.catalogue = catalogue_of(self.marts, self.period)
        self.by_name: Mapping[str, FigureSpec] = {
            same(spec.name): spec for spec in self.catalogue.values()
        }
        tables = read_yaml(self.folder / "tables.yaml")
        self.maker = TableMaker(self.marts, self.period, self.words, tables, self.catalogue)
        self.missing = missing_returns(self.marts, self.period)

    def content(self) -> Content:
        """Walk through the text twice: gaps found in the first walk are told by the second."""
        name = "annual.md" if self.period.is_year else "quarterly.md"
        lines = read_prose(name, self.folder)
        self._parts(lines)
        body, appendices = self._parts(lines)
        body[1:1] = self._incomplete(lines[0].where)
        figures = self.maker.figures
        finder = SourceFinder(self.marts)
        notes = Footnotes(self.marts, finder, figures, self.maker.traces)
        sources: dict[str, tuple[Source, ...]] = {
            id_: finder.find(figure, self.maker.traces[id_]) for id_, figure in figures.items()
        }
        return Content(
            period=self.period,
            letterhead=letterhead_of(self.period, self.document, self.words),
            blocks=notes.under(captioned(outline(ended(body)))),
            appendices=tuple(
                replace(appendix, blocks=notes.under(appendix.blocks)) for appendix in appendices
            ),
            figures=figures,
            names={id_: trace.name for id_, trace in self.maker.traces.items()},
            sources=sources,
            gaps=tuple(self.gaps.values()),
            missing=self.missing,
            data_notes=tuple(str(row["data_note"]) for row in self.marts.rows("illustrative_data")),
        )

    def _parts(self, lines: Sequence[ProseLine]) -> tuple[list[Block], tuple[Appendix, ...]]:
        body: list[Block] = []
        appendices: list[Appendix] = []
        current: list[Block] = body
        head: ProseLine | None = None
        for line in [*lines, ProseLine("appendix", "", "")]:
            if line.kind not in ("appendix", "forms"):
                current.extend(self._blocks(line))
                continue
            if head is not None and current:
                self._append(appendices, head, current)
            head, current = line, []
            if line.kind == "forms":
                head = None
                for title, blocks in self._other_forms(lines):
                    self._append(appendices, replace(line, text=title), blocks)
        return body, tuple(appendices)

    def _append(self, appendices: list[Appendix], head: ProseLine, blocks: Sequence[Block]) -> None:
        title = fill(head.text, self.words, head.where)
        number = roman(len(appendices) + 1)
        appendices.append(Appendix(number, title, in_appendix(blocks), head.landscape))

    def _other_forms(self, lines: Sequence[ProseLine]) -> Iterator[tuple[str, list[Block]]]:
        """Give title and blocks of what is owed in the period and no table of the text shows."""
        specs = self.maker.specs
        shown = {specs[self._table_id(line)].get("form") for line in lines if line.kind == "table"}
        for form in forms_of(self.marts):
            if form.id in shown:
                continue
            spec = annex_of(form)
            table = self.maker.measured(spec["id"], spec)
            if table is None:
                yield f"{form.title} {{kỳ}}", [*self._gap(spec)]
                continue
            charts = (make_chart(self.maker, spec, chart) for chart in spec["charts"])
            yield f"{form.title} {{kỳ}}", [table, *(chart for chart in charts if chart)]

    def _incomplete(self, where: str) -> Iterable[Paragraph]:
        """Warn at the start of the body when returns are missing."""
        if self.missing:
            yield self._paragraph(ProseLine("text", _INCOMPLETE, where))

    def _blocks(self, line: ProseLine) -> Iterable[Block]:
        if line.kind == "heading":
            yield Heading(line.level, "", fill(line.text, self.words, line.where))
        elif line.kind == "closing":
            yield Heading(-1, "", "")
        elif line.kind in ("text", "item"):
            yield self._paragraph(line)
        else:
            specs, blocks = self.maker.specs, list(self._inserted(line))
            if not blocks and line.otherwise:
                otherwise = fill(line.otherwise, self.words, line.where)
                blocks = [Paragraph((TextRun(otherwise),))]
            elif not blocks and line.kind == "table":
                blocks = [*self._gap(specs[self._table_id(line)])]
            yield from blocks

    def _table_id(self, line: ProseLine) -> str:
        by_name = {same(spec["name"]): id_ for id_, spec in self.maker.specs.items()}
        if same(line.text) not in by_name:
            names = [spec["name"] for spec in self.maker.specs.values()]
            raise unknown(line.text, names, line.where, "[bảng: %s]")
        return by_name[same(line.text)]

    def _inserted(self, line: ProseLine) -> Iterable[Block]:
        specs = self.maker.specs
        if line.kind == "list":
            yield from self._list(line)
        elif line.kind == "table":
            yield from self._table(self._table_id(line))
        else:
            charts = {
                same(chart["name"]): ({"id": id_, **spec}, chart)
                for id_, spec in specs.items()
                for chart in spec.get("charts", ())
            }
            if same(line.text) not in charts:
                names = [chart["name"] for _, chart in charts.values()]
                raise unknown(line.text, names, line.where, "[biểu đồ: %s]")
            made = make_chart(self.maker, *charts[same(line.text)])
            yield from [made] if made else []

    def _table(self, table_id: str) -> Iterable[Block]:
        spec = self.maker.specs[table_id]
        if spec["kind"] == "gaps":
            table = gaps_table(table_id, spec, tuple(self.gaps.values()))
        elif spec["kind"] == "missing":
            table = missing_table(table_id, spec, self.missing)
        elif spec["kind"] == "headline":
            table = headline_table(self.maker, table_id, spec)
        else:
            table = self.maker.table(table_id)
        return [table] if table else []

    def _gap(self, spec: Mapping[str, Any]) -> Iterator[Paragraph]:
        """Say of a table without rows that it has none, and why."""
        title = small(self.maker.fill(spec.get("title_alone", spec["title"])))
        gap = gap_of(title, spec.get("form", ""), self.marts)
        if not gap.none_occurred:
            self.gaps[gap.name] = gap
        yield Paragraph((TextRun(_said_missing([gap]), italic=True),))

    def _list(self, line: ProseLine) -> Iterator[Paragraph]:
        """Give what agencies wrote under a topic, each text once, those of the board first."""
        form_id, topic, content = listed_in(self.document)
        labels = load_forms()[form_id].column(topic).choices
        topics = {same(label): code for code, label in labels.items()}
        if same(line.text) not in topics:
            raise unknown(line.text, [small(label) for label in labels.values()], line.where, _LIST)
        board = Reference.load().board(self.period.ends_on).id
        rows = sorted(
            self.marts.matching(form_id, {topic: topics[same(line.text)]}),
            key=lambda row: (row["agency_id"] != board, row["agency_name"], row[content]),
        )
        texts = dict.fromkeys(str(row[content]).strip() for row in rows)
        yield from (Paragraph((TextRun(text),), "item") for text in texts if text)

    def _paragraph(self, line: ProseLine) -> Paragraph:
        kind: Literal["item", "body"] = "item" if line.kind == "item" else "body"
        found = self._figures(line)
        gaps = [item for item in found.values() if isinstance(item, Gap)]
        self.gaps.update((gap.name, gap) for gap in gaps if not gap.none_occurred)
        if gaps and len(gaps) == len(found):
            return Paragraph((TextRun(_said_missing(gaps), italic=True),), kind)
        text = settle(line.text, found, line.where)
        return Paragraph(tuple(self._runs(text, found, line)), kind)

    def _figures(self, line: ProseLine) -> Mapping[str, Figure | Gap]:
        """Evaluate the figures that a line names; raises for a name that nothing has."""
        found: dict[str, Figure | Gap] = {}
        texts = {same(name) for name in self.words}
        for kind, value in split(line.text, line.where):
            if kind == "text" or same(value) in texts:
                continue
            spec = self.by_name.get(same(value))
            if spec is None:
                names = [*self.words, *(spec.name for spec in self.catalogue.values())]
                raise unknown(value, names, line.where, "{%s}")
            found[same(value)] = self._evaluate(spec)
        return found

    def _evaluate(self, spec: FigureSpec) -> Figure | Gap:
        figure = evaluate(spec, self.marts)
        if isinstance(figure, Figure):
            self.maker.figures[figure.id] = figure
            self.maker.traces[figure.id] = Trace(spec.name, spec.form, spec.below, spec.cells)
        return figure

    def _runs(
        self, text: str, found: Mapping[str, Figure | Gap], line: ProseLine
    ) -> Iterable[TextRun]:
        texts = {same(name): value for name, value in self.words.items()}
        for kind, value in split(text, line.where):
            item = found.get(same(value)) if kind == "name" else None
            if isinstance(item, Figure):
                yield TextRun(item.printed, item.id)
            elif isinstance(item, Gap):
                yield TextRun(NONE_OCCURRED if item.none_occurred else NO_DATA, italic=True)
            else:
                yield TextRun(value if kind == "text" else texts[same(value)])


def _said_missing(gaps: Sequence[Gap]) -> str:
    """Say in a sentence what is missing and why, or that nothing occurred."""
    names = "; ".join(gap.name for gap in gaps)
    if all(gap.none_occurred for gap in gaps):
        return f"{NONE_OCCURRED.capitalize()} trong kỳ: {names}."
    reasons = "; ".join(dict.fromkeys(gap.reason for gap in gaps))
    return f"{NO_DATA.capitalize()} về: {names} ({reasons})."
