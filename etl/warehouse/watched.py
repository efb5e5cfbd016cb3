"""Makes the view of the shares that are watched: forms and indicators in, SQL out.

The one surprising thing: a column whose list lies in another is told by that list, too: money of
projects is told by programme, which no form asks for.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from etl.contracts.indicators import Indicator
from etl.kinds import kinds, listed_kind, names_in_mart
from etl.model import Form
from etl.warehouse import quoted, sql_text
from etl.warehouse.landing import sum_of
from etl.wording import capital

TOTAL = "total"


class Part(NamedTuple):
    """By what a share is told: each member a line."""

    id: str  # a column or the list above it; "total" for all rows together
    name: str
    member: str  # SQL
    member_name: str  # SQL
    join: str = ""  # SQL


def parts_of(one: Indicator, form: Form) -> Iterator[Part]:
    """Give by what a share is told, all together first; nothing for one that is not watched."""
    if one.watched is None:
        return
    yield Part(TOTAL, "Tất cả", "''::text", "'Tổng số'::text")
    in_mart = names_in_mart(form)
    for name in one.watched.by:
        column = form.column(name)
        kind = listed_kind(column)
        if kind and kind.above and not kind.is_place:
            above = kinds()[kind.above]
            join = sql_text("landing/watched_above").format(
                table=kind.table, above=above.name, member=f'w."{in_mart[name]}"'
            )
            yield Part(above.name, capital(above.word), "a.id", "a.name", join)
        member, shown = in_mart.get(name, name), "label" if column.choices else "name"
        yield Part(name, column.header, f'w."{member}"', f'w."{name}_{shown}"')


def watched_view(forms: Mapping[str, Form], indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Give the view: qualified name to SQL text, comments included."""
    lines = [
        _line(one, forms[one.form_id], number, part)
        for one in indicators.values()
        if one.watched
        for number, part in enumerate(parts_of(one, forms[one.form_id]))
    ]
    union = "".join(f"UNION ALL\n{line}" for line in lines)
    return {"mart.watched_share": sql_text("landing/watched_share").format(union=union)}


def _line(one: Indicator, form: Form, number: int, part: Part) -> str:
    called = names_in_mart(form)
    above, below = (sum_of(m, called) if m else "NULL" for m in (one.numerator, one.denominator))
    return sql_text("landing/watched_share_of_part").format(
        form=form.id,
        indicator=one.id,
        threshold=one.watched.threshold if one.watched else "",
        number=number,
        part=part.id,
        part_name=quoted(part.name),
        member=part.member,
        member_name=part.member_name,
        join=part.join,
        numerator=above,
        denominator=below,
    )
