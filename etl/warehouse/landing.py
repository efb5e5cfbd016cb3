"""Makes the landing tables and the views of all numbers: forms and indicators in, DDL out.

`mart.fact` has every accepted number in long form; `landing.indicator_sum` says what each return in
force, the rows of each area and all rows bring to each indicator; `ref.indicator` lists what they
mean; nothing in `mart.indicator` itself (sql/marts) knows a form.
The one surprising thing: a table is only ever added to. A column that a contract no longer has
stays, because older returns were sent with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import starmap

import sqlalchemy as sa

from etl.contracts.indicators import Indicator, Tally
from etl.errors import WarehouseError
from etl.kinds import kind_of, listed_kind, names_in_mart
from etl.model import Column, Form
from etl.reference import Reference
from etl.warehouse import fill_in, quoted, sql_text
from etl.warehouse.kept_back import kept_back, kept_back_of
from etl.warehouse.marts import area_of_row, join_of, listed_areas, shown_values
from etl.wording.personal import HIDDEN

STANDS_ON = frozenset({"registry.correction_in_force", "registry.hidden_text"})
"""Views that the views of the forms are made of."""
_SCOPE = "CASE c.scope WHEN 'area' THEN coalesce(c.area_code, '') END"
_TYPE_OF = sa.text(
    "SELECT data_type FROM information_schema.columns "
    "WHERE table_schema = 'landing' AND table_name = :form AND column_name = :column"
)
_MEASURES: Mapping[str, str] = {
    "flow": "số phát sinh, cộng được qua các quý",
    "stock": "số tại cuối kỳ, không cộng qua các quý",
    "cumulative": "số lũy kế, không giảm qua các kỳ",
    "year_to_date": "số lũy kế từ đầu năm, không giảm qua các kỳ trong năm",
}


def make_tables(conn: sa.Connection, forms: Mapping[str, Form]) -> None:
    """Make or extend the landing table of every form, with a comment on every column.

    Raises `WarehouseError` when a contract gives a column another type than it was made with.
    """
    for form in forms.values():
        fill_in(conn, "landing/table", form=form.id, title=quoted(f"{form.number}. {form.title}"))
        for column in form.columns:
            name, wanted = column.name, kind_of(column).sql_type
            found = conn.execute(_TYPE_OF, {"form": form.id, "column": name}).scalar()
            if found not in (None, wanted):
                raise WarehouseError(
                    f"expectations/{form.id}.odcs.yaml: column {name!r} is now {wanted}, but "
                    f"landing.{form.id} holds it as {found}; give the new column another name"
                )
            comment = quoted(_comment(form, column))
            fill_in(conn, "landing/column", form=form.id, column=name, type=wanted, comment=comment)


def make_views(conn: sa.Connection, forms: Mapping[str, Form]) -> None:
    """Make the views of each form, corrected and as shown, and the view of all cells."""
    for form in forms.values():
        title = quoted(f"{form.number}. {form.title}")
        for kind, of in (("corrected", _corrected), ("shown", _shown)):
            columns = ",\n    ".join(of(column) for column in form.columns)
            fill_in(conn, f"landing/{kind}", form=form.id, columns=columns, title=title)
            for column in form.columns:
                comment = quoted(f"{_comment(form, column)}; đã tính các đính chính được duyệt")
                name = f'landing."{form.id}_{kind}"."{column.name}"'
                conn.exec_driver_sql(f"COMMENT ON COLUMN {name} IS '{comment}'")
    cells = []
    for form in forms.values():
        personal = ", ".join(f"'{column.name}'" for column in form.columns if column.personal)
        back = ", ".join(f"'{name}'" for name in kept_back_of(form))
        told = {"form": form.id, "personal": personal, "kept_back": back}
        cells.append(sql_text("landing/cell_of_form").format(**told))
    fill_in(conn, "landing/cell", union="UNION ALL\n".join(cells))


def _corrected(column: Column) -> str:
    name = column.name
    corrected = f"(c.\"values\" ->> '{name}')::{kind_of(column).sql_type}"
    return f'CASE WHEN c."values" ? \'{name}\' THEN {corrected} ELSE l."{name}" END AS "{name}"'


def _shown(column: Column) -> str:
    name = column.name
    if not kind_of(column).is_free or column.personal:  # no mart shows a personal column
        return f'l."{name}"'
    hidden = f"CASE WHEN '{name}' = ANY (h.columns) THEN '{HIDDEN}' ELSE l.\"{name}\" END"
    return f'{hidden} AS "{name}"'


def _comment(form: Form, column: Column) -> str:
    group = f" (nhóm cột “{column.group}”)" if column.group else ""
    unit = column.unit or "không"
    measure = f" ({_MEASURES[column.measure]})" if column.measure else ""
    personal = "; dữ liệu cá nhân" if column.personal else ""
    source = f"nguồn: {form.number}, cột {column.code}{personal}"
    return f"{column.header}{group}; đơn vị: {unit}{measure}; {source}"


def indicator_views(
    forms: Mapping[str, Form], indicators: Mapping[str, Indicator]
) -> dict[str, str]:
    """Give the views: qualified name to SQL text, comments included."""
    cells = [(one, indicators.get(one.fall_of, one).cells) for one in indicators.values()]
    listed = ",\n    ".join(starmap(_listed, cells))
    branches = []
    for form in forms.values():
        of_form = [one for one in indicators.values() if one.form_id == form.id and one.numerator]
        if of_form:
            branches.append(_sums(form, of_form))
    return {
        "ref.indicator": sql_text("landing/ref_indicator").format(union=listed),
        "mart.fact": _union("fact", map(_facts, forms.values())),
        "mart.member_succession": _union(
            "member_succession", ({"list": id} for id in Reference.load().lists), "list"
        ),
        "landing.indicator_sum": sql_text("landing/indicator_sum").format(
            branches="".join(branches).rstrip()
        ),
        "mart.indicator_of_return": sql_text("landing/indicator_of_return"),
    }


def _union(name: str, filled: Iterable[Mapping[str, str]], of: str = "form") -> str:
    of_one = sql_text(f"landing/{name}_of_{of}")
    union = "UNION ALL\n".join(of_one.format(**one) for one in filled)
    return sql_text(f"landing/{name}").format(union=union)


def _listed(one: Indicator, cells: Iterable[str]) -> str:
    """Give the line of an indicator in the list of all."""
    texts = (one.id, one.name, one.form_id, one.expression, one.unit, one.rounding, one.basis)
    told = ", ".join(f"'{quoted(text)}'" for text in (*texts, one.legal_source, one.fall_of))
    adds_up = ("areas" in one.adds_up, "periods" in one.adds_up)
    flags = (one.denominator is not None, one.is_headline, *adds_up)
    said = ", ".join(str(flag).lower() for flag in flags)
    return f"({told}, {said}, '{one.of_parts}', '{{{','.join(cells)}}}'::text[])"


def _facts(form: Form) -> dict[str, str]:
    numbers = [c.name for c in form.columns if kind_of(c).is_number and not c.personal]
    measured = [f"('{name}', w.\"{name}\"::numeric)" for name in numbers]
    broken = [
        f"'{c.name}', w.\"{c.name if c.choices else f'{c.name}_{kind.key}'}\""
        for c in form.columns
        if (kind := listed_kind(c)) and not kind.is_place and not c.personal
    ]
    return {
        "form": form.id,
        "measures": ", ".join(["('row_count', 1::numeric)", *measured]),
        "names": ", ".join(f"('{name}')" for name in ("row_count", *numbers)),
        "breakdown": ", ".join(broken),
    }


def _sums(form: Form, indicators: Sequence[Indicator]) -> str:
    """Give the statement that adds each measure up once and makes the indicators of them."""
    both = (part for one in indicators for part in (one.numerator, one.denominator) if part)
    parts = list(dict.fromkeys(both))
    number = {part: f"n{place}" for place, part in enumerate(parts)}
    values = shown_values(form)
    apart = [column.name for column in form.columns if column.apart][:1]
    called = names_in_mart(form)
    used = dict.fromkeys(called.get(n, n) for n in (*apart, *(n for p in parts for n in p.columns)))
    lines = []
    for one in indicators:
        below = f"c.{number[one.denominator]}" if one.denominator else "NULL::numeric"
        above = f"c.{number[one.numerator]}" if one.numerator else ""
        made_of = ",".join(one.cells_added)
        lines.append(f"('{one.id}', {above}, {below}, '{{{made_of}}}'::text[])")
    shown = " ".join(values[name] for name in used)
    return sql_text("landing/indicator_sum_of_form").format(
        form=form.id,
        columns="".join(f', {values[name]} AS "{name}"' for name in used),
        joins="".join(join_of(c) for c in form.columns if f'"{c.name}_list"' in shown),
        area=area_of_row(form),
        apart=f'w."{called.get(apart[0], apart[0])}"' if apart else "''::text",
        sums=", ".join(f"{sum_of(part, called)} AS {number[part]}" for part in parts),
        numbers=", ".join(f"c.{name}" for name in number.values()),
        totals=", ".join(f"sum(c.{name})" for name in number.values()),
        values=", ".join(lines),
        listed=listed_areas(form, "r"),
        sensitive=",".join(form.sensitive),
        is_suppressed="coalesce(k.names && m.columns, false)" if form.sensitive else "false",
        kept_back=kept_back(form, "asked_period", _SCOPE),
    )


def sum_of(part: Tally, called: Mapping[str, str]) -> str:
    """Add a measure up; `called` says what the mart calls the columns of our lists."""

    def column(name: str) -> str:
        return f'w."{called.get(name, name)}"'

    conditions = " AND ".join(f"{column(name)}::text = '{value}'" for name, value in part.where)
    only = f" FILTER (WHERE {conditions})" if conditions else ""
    counted = f"count(w.return_id){only}"
    if part.column:  # cells that are all empty are no zero
        summed = " + ".join(f"sum({column(name)}){only}" for name in part.added)
        return f"CASE WHEN {counted} = 0 THEN 0 ELSE {summed} END::numeric"
    return f"({counted})::numeric"
