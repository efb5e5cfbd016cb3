"""The tables of a period as of now: a connection and a period in, tables and gaps out.

They are the report's own, made as its annex makes them, without the letter around them. The one
surprising thing: which of them the clerk's text of the period names does not matter here; what has
figures is shown.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from etl.contracts import load_forms
from etl.model import Period
from etl.report.compose import Composer
from etl.report.content import Gap, PrintedTable
from etl.report.document import TEXT
from etl.report.figure_catalogue import gap_of
from etl.report.mart_rows import Marts
from etl.report.overviews import annex_of, forms_of
from etl.report.table_columns import Spec


def tables_of(connection: Connection, period_key: str) -> tuple[list[PrintedTable], list[Gap]]:
    """Give the tables that the annex may hold, and of what is owed that of which there is none yet.

    Raises `ReportError` when the clerk's text cannot be understood or a mart has no such column.
    """
    composer = Composer(Marts(connection, period_key), Period.parse(period_key), TEXT)
    tables: list[PrintedTable] = []
    gaps: list[Gap] = []
    for spec in _specs(composer):
        found = [block for block in composer.table(spec) if isinstance(block, PrintedTable)]
        tables += found
        form_id = spec.get("form", "")
        if not (found or spec.get("if_any")) and form_id and composer.is_owed(form_id):
            title, unknown = composer.maker.fill(spec["title"]), composer.maker.unknown(spec)
            gaps.append(gap_of(title, form_id, composer.marts, missing=unknown))
    return tables, gaps


def _specs(composer: Composer) -> Iterator[Spec]:
    """Give the tables over all forms, then form by form; not who has sent, as the board tells."""
    made = {form.id: annex_of(form) for form in forms_of(composer.marts)}
    told = [
        spec
        for spec in composer.specs.values()
        if "sheet" in spec and ("form" in spec or spec["kind"] in ("headline", "text", "years"))
    ]
    for form_id in ("", *load_forms()):
        own = [spec for spec in told if spec.get("form", "") == form_id]
        yield from own or filter(None, [made.get(form_id)])
