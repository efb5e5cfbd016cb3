"""Tables of the data-quality page that are not read from one mart: gaps and missing returns.

In: what composing found. Out: tables of text. The one surprising thing: estimates are printed as
text and are no figures: nothing in the warehouse could confirm them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.report.content import Effect, Gap, Missing, PrintedCell, PrintedColumn, PrintedTable, Row
from etl.wording import capital


def gaps_table(table_id: str, spec: Mapping[str, Any], gaps: Sequence[Gap]) -> PrintedTable | None:
    """List what could not be printed and why."""
    rows = [
        Row((PrintedCell(str(number)), PrintedCell(capital(gap.name)), PrintedCell(gap.reason)))
        for number, gap in enumerate(gaps, 1)
    ]
    columns = (
        PrintedColumn("TT", width=0.8),
        PrintedColumn("Chỉ tiêu", width=3),
        PrintedColumn("Lý do", width=4),
    )
    return _table(table_id, spec, columns, rows)


def missing_table(
    table_id: str, spec: Mapping[str, Any], missing: Sequence[Missing]
) -> PrintedTable | None:
    """List the returns that are due and not accepted, with what each could move."""
    together: dict[tuple[str, str], list[Missing]] = {}
    for one in missing:
        together.setdefault((one.agency_name, one.state), []).append(one)
    rows = []
    for number, ((agency, state), owed) in enumerate(together.items(), 1):
        forms = "; ".join(one.form_title for one in owed)
        effects = _effects_text([effect for one in owed for effect in one.effects])
        cells = (str(number), agency, forms, state, effects)
        rows.append(Row(tuple(PrintedCell(text) for text in cells)))
    columns = (
        PrintedColumn("TT", width=0.8),
        PrintedColumn("Cơ quan", width=1.9),
        PrintedColumn("Biểu còn thiếu", width=2.9),
        PrintedColumn("Tình trạng", width=1.3),
        PrintedColumn("Ảnh hưởng ước tính đến chỉ tiêu chủ yếu", width=4.6),
    )
    return _table(table_id, spec, columns, rows)


def _effects_text(effects: Sequence[Effect]) -> str:
    """Say the effects, those estimated in the same way together."""
    by_way: dict[str, list[str]] = {}
    for effect in effects:
        by_way.setdefault(effect.way, []).append(f"{effect.figure_name} {effect.amount}")
    said = [f"{'; '.join(amounts)} ({way})" for way, amounts in by_way.items()]
    return "; ".join(said) or "không ước tính được"


def _table(
    table_id: str, spec: Mapping[str, Any], columns: tuple[PrintedColumn, ...], rows: Sequence[Row]
) -> PrintedTable | None:
    if not rows:
        return None
    return PrintedTable(
        id=table_id,
        title=spec["title"],
        columns=columns,
        rows=tuple(rows),
        note=spec.get("note", ""),
        sheet=spec.get("sheet", ""),
    )
