"""Composes the report: a connection, a period and the clerk's text in, one `Content` out.

The one surprising thing: a paragraph whose numbers are all missing is replaced by a sentence that
says so and why; nothing is ever printed as zero because it did not arrive. What stands on nothing
but forms that nobody owes in the period is of another time, and is not said at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from etl.contracts import load_forms
from etl.contracts.declared import read_yaml
from etl.model import Figure, Period
from etl.reference import Reference
from etl.report.content import (
    NO_DATA,
    Appendix,
    Block,
    Content,
    Gap,
    Heading,
    Missing,
    Paragraph,
    TextRun,
)
from etl.report.document import TEXT, letterhead_of, read_document, text_of, words_of
from etl.report.figure_catalogue import FigureSpec, catalogue_of, evaluate, gap_of
from etl.report.gathered import gathered
from etl.report.mart_rows import Marts
from etl.report.missing import by_agency, missing_returns
from etl.report.origins import Footnotes, SourceFinder
from etl.report.outline import captioned, ended, in_appendix, outline, roman
from etl.report.overviews import annex_of, forms_of, headline_table, is_wide, make_chart
from etl.report.prose import ProseLine, fill, named, read_prose, same, settle, split
from etl.report.table_columns import Spec
from etl.report.tables import TableMaker, Trace
from etl.report.years import years_table
from etl.wording import capital, small

_INCOMPLETE = (
    "Báo cáo được lập khi mới có {số biểu được chấp nhận} trong tổng số {số biểu phải gửi} biểu "
    "phải gửi được chấp nhận; các biểu còn thiếu và mức ảnh hưởng ước tính được nêu tại phụ lục "
    "về chất lượng số liệu."
)


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
        self.words = words_of(self.period, self.document, self.marts)
        catalogue = catalogue_of(self.marts)
        figures = {spec.name: spec for spec in catalogue.values()}
        self.known: Mapping[str, str | FigureSpec] = {**figures, **self.words}
        tables = read_yaml(self.folder / "tables.yaml").items()
        self.specs: Mapping[str, Spec] = {id_: {"id": id_, **spec} for id_, spec in tables}
        self.maker = TableMaker(self.marts, self.period, self.words, catalogue)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What is due and not accepted."""
        return missing_returns(self.marts, self.period)

    def content(self) -> Content:
        """Walk through the text twice: gaps found in the first walk are told by the second."""
        lines = read_prose(self.folder / text_of(self.period, self.document))
        self._parts(lines)
        body, appendices = self._parts(lines)
        if self.missing:
            body.insert(1, self._paragraph(ProseLine("text", _INCOMPLETE, lines[0].where)))
        figures, traces = self.maker.figures, self.maker.traces
        finder = SourceFinder(self.marts)
        notes = Footnotes(self.marts, finder, figures, traces)
        return Content(
            period=self.period,
            letterhead=letterhead_of(self.period, self.document, self.words),
            blocks=notes.under(captioned(outline(ended(body)))),
            appendices=tuple(
                replace(appendix, blocks=notes.under(appendix.blocks)) for appendix in appendices
            ),
            figures=figures,
            names={id_: trace.name for id_, trace in traces.items()},
            sources={id_: finder.find(figure, traces[id_]) for id_, figure in figures.items()},
            gaps=tuple(self.gaps.values()),
            missing=self.missing,
        )

    def _parts(self, lines: Sequence[ProseLine]) -> tuple[list[Block], list[Appendix]]:
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
                    own = replace(line, text=title, landscape=is_wide(blocks))
                    self._append(appendices, own, blocks)
        return body, appendices

    def _append(self, appendices: list[Appendix], head: ProseLine, blocks: Sequence[Block]) -> None:
        title = capital(fill(head.text, self.words, head.where))
        number = roman(len(appendices) + 1)
        appendices.append(Appendix(number, title, in_appendix(blocks), head.landscape))

    def _other_forms(self, lines: Sequence[ProseLine]) -> Iterator[tuple[str, list[Block]]]:
        """Give title and blocks of what is owed in the period and no table of the text shows."""
        shown = {self._table_spec(line).get("form") for line in lines if line.kind == "table"}
        for form in forms_of(self.marts):
            if form.id in shown:
                continue
            spec = annex_of(form)
            blocks: list[Block] = []
            if table := self.maker.measured(spec):
                charts = (make_chart(self.maker, spec, chart) for chart in spec["charts"])
                blocks = [table, *(chart for chart in charts if chart)]
            title = f"{form.title} {self.maker.of(form.id).words['kỳ']}"
            yield title, blocks or [self._gap(spec)]

    def _blocks(self, line: ProseLine) -> Sequence[Block]:
        if line.kind == "heading":
            return [Heading(line.level, "", capital(fill(line.text, self.words, line.where)))]
        if line.kind == "closing":
            return [Heading(-1, "", "")]
        forms = self._forms_of(line)
        if forms and not any(self.is_owed(form) for form in forms):
            return []  # of another time
        if line.kind in ("text", "item"):
            return [self._paragraph(line)]
        blocks = [*self._inserted(line)]
        unknown = line.kind == "table" and self.maker.unknown(self._table_spec(line))
        if not blocks and line.otherwise and not unknown:
            return [Paragraph((TextRun(fill(line.otherwise, self.words, line.where)),))]
        if not blocks and line.kind == "table" and not self._table_spec(line).get("if_any"):
            return [self._gap(self._table_spec(line))]
        return blocks

    def _forms_of(self, line: ProseLine) -> set[str]:
        """Name the forms on which a line stands alone; none, when it stands on anything else."""
        if line.kind in ("text", "item"):
            names = [name for what, name in split(line.text, line.where) if what == "name"]
            specs = [named(name, self.known, line.where) for name in names]
            forms = {spec.form for spec in specs if isinstance(spec, FigureSpec)}
        elif line.kind in ("table", "chart"):
            spec = self._spec_of(line)
            forms = {spec.get("form", "")}
            if spec["kind"] == "headline":
                forms = {self.maker.catalogue[name].form for name in spec["figures"]}
        else:
            forms = set()
        return set() if "" in forms else forms

    def is_owed(self, form_id: str) -> bool:
        """Tell whether anybody owes a form in the period."""
        owed = {"form_id": load_forms()[form_id].owed_as}
        return bool(self.marts.of(form_id).matching("submission_status", owed))

    def _spec_of(self, line: ProseLine) -> Spec:
        return self._table_spec(line) if line.kind == "table" else self._chart_specs(line)[0]

    def _chart_specs(self, line: ProseLine) -> tuple[Spec, Spec]:
        charts = {
            chart["name"]: (spec, chart)
            for spec in self.specs.values()
            for chart in spec.get("charts", ())
        }
        return named(line.text, charts, line.where, "[biểu đồ: %s]")

    def _table_spec(self, line: ProseLine) -> Spec:
        by_name = {spec["name"]: spec for spec in self.specs.values()}
        return named(line.text, by_name, line.where, "[bảng: %s]")

    def _inserted(self, line: ProseLine) -> Iterable[Block]:
        if line.kind == "list":
            board = Reference.load().board(self.period.ends_on)
            yield from gathered(self.marts, self.document, line, board.id)
        elif line.kind == "table":
            yield from self.table(self._table_spec(line))
        elif made := make_chart(self.maker, *self._chart_specs(line)):
            yield made

    def table(self, spec: Spec) -> Iterable[Block]:
        """Make a declared table; nothing when it would have no rows."""
        match spec["kind"]:
            case "gaps":
                gaps = self.gaps.values()
                told = [{"name": capital(gap.name), "reason": gap.reason} for gap in gaps]
                table = self.maker.listing(spec, told)
            case "missing":
                table = self.maker.listing(spec, by_agency(self.missing))
            case "text":
                table = self.maker.listing(spec, self.maker.found(spec))
            case "years":
                table, gaps_found = years_table(self.maker, spec)
                self.gaps.update((gap.name, gap) for gap in gaps_found)
            case "headline":
                table = headline_table(self.maker, spec)
            case _:
                table = self.maker.measured(spec)
        return [table] if table else []

    def _gap(self, spec: Spec) -> Paragraph:
        """Say of a table without rows that it has none, and why."""
        title = small(self.maker.fill(spec.get("title_alone", spec["title"])))
        gap = gap_of(title, spec.get("form", ""), self.marts, missing=self.maker.unknown(spec))
        if gap.printed == NO_DATA:
            self.gaps[gap.name] = gap
        return Paragraph((TextRun(_said_missing([gap]), italic=True),))

    def _paragraph(self, line: ProseLine) -> Paragraph:
        kind: Literal["item", "body"] = "item" if line.kind == "item" else "body"
        found = self._figures(line)
        gaps = [item for item in found.values() if isinstance(item, Gap)]
        self.gaps.update((gap.name, gap) for gap in gaps if gap.printed == NO_DATA)
        if gaps and len(gaps) == len(found):
            return Paragraph((TextRun(_said_missing(gaps), italic=True),), kind)
        runs = [
            TextRun(value) if what == "text" else self._run(value, found, line.where)
            for what, value in split(settle(line.text, found, line.where), line.where)
        ]
        return Paragraph(tuple(runs), kind)

    def _figures(self, line: ProseLine) -> Mapping[str, Figure | Gap]:
        """Evaluate the figures that a line names; raises for a name that nothing has."""
        found: dict[str, Figure | Gap] = {}
        for what, name in split(line.text, line.where):
            spec = "" if what == "text" else named(name, self.known, line.where)
            if isinstance(spec, FigureSpec):
                figure = found[same(name)] = evaluate(spec, self.marts)
                if isinstance(figure, Figure):
                    trace = Trace(spec.name, spec.form, spec.below, spec.cells)
                    self.maker.keep(figure, trace)
        return found

    def _run(self, name: str, found: Mapping[str, Figure | Gap], where: str) -> TextRun:
        item = found.get(same(name))
        if isinstance(item, Figure):
            return TextRun(item.printed, item.id)
        if isinstance(item, Gap):
            return TextRun(item.printed, italic=True)
        return TextRun(named(name, self.words, where))


def _said_missing(gaps: Sequence[Gap]) -> str:
    """Say in a sentence what is missing and why, or that nothing occurred."""
    names = "; ".join(gap.name for gap in gaps)
    if all(gap.none_occurred for gap in gaps):
        return f"{capital(gaps[0].printed)} trong kỳ: {names}."
    reasons = "; ".join(dict.fromkeys(gap.reason for gap in gaps))
    if all(gap.is_kept_back for gap in gaps):
        return f"{capital(gaps[0].printed)}: {names} ({reasons})."
    return f"{capital(NO_DATA)} về: {names} ({reasons})."
