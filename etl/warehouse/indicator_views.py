"""Makes the views of all numbers from contracts and indicators: forms in, texts of views out.

`mart.fact` has every accepted number in long form; `mart.indicator_of_return` says what each return
in force brings to each indicator, `landing.indicator_of_area` what the rows of each area do;
`ref.indicator` lists what they mean. The one surprising thing: `mart.indicator` itself is written
by hand (sql/marts), because nothing in it knows a form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from etl.contracts.indicators import Indicator, Tally
from etl.kinds import kind_of, listed_kind
from etl.model import Form
from etl.warehouse import quoted, sql_text
from etl.warehouse.marts import join_of, listed_areas, shown_values


def indicator_views(
    forms: Mapping[str, Form], indicators: Mapping[str, Indicator]
) -> dict[str, str]:
    """Give the views: qualified name to SQL text, comments included."""
    of_form = {
        form.id: [one for one in indicators.values() if one.form_id == form.id and one.numerator]
        for form in forms.values()
    }
    measured = [form for form in forms.values() if of_form[form.id]]
    unions = {
        "ref.indicator": ("ref_indicator", ",\n    ".join(map(_listed, indicators.values()))),
        "mart.fact": ("fact", _union("fact_of_form", map(_facts, forms.values()))),
        "mart.indicator_of_return": (
            "indicator_of_return",
            _union("indicator_of_return_of_form", (_sums(f, of_form[f.id]) for f in measured)),
        ),
        "landing.indicator_of_area": (
            "indicator_of_area",
            _union("indicator_of_area_of_form", (_sums(f, of_form[f.id]) for f in measured)),
        ),
    }
    return {
        name: sql_text(f"landing/{text}").format(union=union)
        for name, (text, union) in unions.items()
    }


def _union(text: str, filled: Iterable[Mapping[str, str]]) -> str:
    return "UNION ALL\n".join(sql_text(f"landing/{text}").format(**one) for one in filled)


def _listed(one: Indicator) -> str:
    """Give the line of an indicator in the list of all."""
    texts = (one.id, one.name, one.form_id, one.expression, one.unit, one.rounding, one.basis)
    told = ", ".join(f"'{quoted(text)}'" for text in (*texts, one.legal_source, one.fall_of))
    flags = (
        one.denominator is not None,
        one.is_headline,
        "areas" in one.adds_up,
        "periods" in one.adds_up,
    )
    return f"({told}, {', '.join(str(flag).lower() for flag in flags)})"


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


def _sums(form: Form, indicators: Sequence[Indicator]) -> dict[str, str]:
    """Fill in what is added up: each measure once, and which indicators are made of which."""
    parts = list(
        dict.fromkeys(p for one in indicators for p in (one.numerator, one.denominator) if p)
    )
    number = {part: f"n{place}" for place, part in enumerate(parts)}
    values = shown_values(form)
    used = " ".join(values.get(name, "") for part in parts for name in part.columns)
    apart = next((column.name for column in form.columns if column.apart), "")

    def lines() -> Iterator[str]:
        for one in indicators:
            below = f"c.{number[one.denominator]}" if one.denominator else "NULL::numeric"
            assert one.numerator is not None
            yield f"('{one.id}', c.{number[one.numerator]}, {below})"

    return {
        "form": form.id,
        "apart": f'w."{apart}"' if apart else "''::text",
        "joins": "".join(join_of(c) for c in form.columns if f'"{c.name}_list"' in used),
        "sums": ", ".join(f"{_sum(part, values)} AS {number[part]}" for part in parts),
        "sums_in_mart": ", ".join(f"{_sum(part, {})} AS {number[part]}" for part in parts),
        "values": ", ".join(lines()),
        "listed": listed_areas(form),
    }


def _sum(part: Tally, values: Mapping[str, str]) -> str:
    """Add a measure up; columns are those of the mart, or what `values` says they are made of."""

    def column(name: str) -> str:
        return values.get(name, f'w."{name}"')

    conditions = " AND ".join(f"{column(name)}::text = '{value}'" for name, value in part.where)
    only = f" FILTER (WHERE {conditions})" if conditions else ""
    counted = f"count(w.return_id){only}"
    if part.column:  # cells that are all empty are no zero
        summed = f"sum({column(part.column)}){only}"
        return f"CASE WHEN {counted} = 0 THEN 0 ELSE {summed} END::numeric"
    return f"({counted})::numeric"
