"""The room that looks at the warehouse after a load: periods in, results of its checks out.

Each check of expectations/warehouse.yaml is a statement of sql/checks that finds what breaks it,
made from the contracts for every form, mart or comparison. The one surprising thing: no Great
Expectations here; what would be handed to it is the answer already (docs/decisions/0017).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from etl.contracts import load_across, load_forms
from etl.contracts.rule_book import WarehouseCheck, load_warehouse_checks
from etl.kinds import kind_of
from etl.model import DECIMALS, Form, Period
from etl.reference import Reference
from etl.registry.incidents import CheckResult
from etl.warehouse import run, sql_text
from etl.wording import number_text
from etl.wording.personal import HIDDEN

_TOLD = 5  # violations of one check and period that are told one by one
_YEAR_COMPARISONS = {  # kind of comparison → which quarters it counts, and how many
    "quarters_sum_to_year": ("true", 4),
    "year_equals_last_quarter": ("p.ends_on = y.ends_on", 1),
}


def verify(conn: sa.Connection, period_keys: Sequence[str]) -> list[CheckResult]:
    """Make every check of some periods, and of the years that they are parts of."""
    years = {key[:4] for key in period_keys}
    periods = sorted({*period_keys, *years})
    results = []
    for check in load_warehouse_checks().values():
        found: dict[str, list[str]] = defaultdict(list)
        for filled in _made_for(conn, check):
            statement = sa.text(sql_text(f"checks/{check.id}").format(**filled))
            for row in conn.execute(statement, {"period_keys": periods}):
                found[row.period_key].append(_sentence(check, row))
        for key in periods:
            told = found[key]
            more = [f"và {len(told) - _TOLD} chỗ khác"] if len(told) > _TOLD else []
            where = "; ".join([*told[:_TOLD], *more])
            detail = f"{check.title}. Không đúng ở: {where}" if told else ""
            results.append(CheckResult(check.id, key, len(told), detail))
    return results


def _made_for(conn: sa.Connection, check: WarehouseCheck) -> Iterable[dict[str, str]]:
    """Give what the statement of a check is filled in with, once for each thing it looks at."""
    forms = load_forms().values()
    if check.each == "period":
        return [{}]
    if check.each == "form":
        return map(_of_form, forms)
    if check.each == "exclusive":
        return [{"form": form.id, "place": form.exclusive} for form in forms if form.exclusive]
    if check.each == "mart":
        return map(_of_mart, run(conn, "checks/marts_of_forms"))
    return _of_years()


def _of_form(form: Form) -> dict[str, str]:
    """Fill in the sums of a form's numbers, and each beside its name."""
    columns = [column.name for column in form.columns if kind_of(column).is_number]
    if not columns:
        return {"form": form.id, "sums": "1 AS none", "pairs": "(NULL::text, NULL::numeric)"}
    return {
        "form": form.id,
        "sums": ", ".join(f'coalesce(sum(w."{name}"), 0) AS "{name}"' for name in columns),
        "pairs": ", ".join(f"('{name}', s.\"{name}\")" for name in columns),
    }


def _of_mart(mart: sa.Row[Any]) -> dict[str, str]:
    names = list(mart.columns)
    return {
        "form": mart.form_id,
        "view": mart.view,
        "of_agency": "r.agency_id" if mart.is_by_agency else "''",
        "mart_agency": "w.agency_id" if mart.is_by_agency else "''",
        "sums": ", ".join(f'sum(w."{name}") AS "{name}"' for name in names),
        "pairs": ", ".join(f'(\'{name}\', l."{name}", m."{name}")' for name in names),
    }


def _of_years() -> Iterator[dict[str, str]]:
    for across in load_across().values():
        if across.kind in _YEAR_COMPARISONS:
            counts, parts = _YEAR_COMPARISONS[across.kind]
            apart = [f'w."{name}"' for name in load_forms()[across.form_id].apart]
            for column in across.columns:
                yield {
                    "form": across.form_id,
                    "rule": across.id,
                    "column": column,
                    "same": f"concat_ws('|', {', '.join(apart)})" if apart else "NULL::text",
                    "tolerance": repr(across.tolerance),
                    "decimals": str(DECIMALS),
                    "counts": counts,
                    "parts": str(parts),
                }


def _sentence(check: WarehouseCheck, row: sa.Row[Any]) -> str:
    form = load_forms()[row.form_id]
    hides = row.column_name in form.sensitive  # what is told here is told to all
    return check.message.format(
        form=form.number,
        agency=_agency(row.agency_id, row.period_key),
        column=form.column(row.column_name).header if row.column_name else "",
        expected=HIDDEN if hides else _printed(row.expected),
        value=HIDDEN if hides else _printed(row.value),
    )


def _agency(agency_id: str | None, period_key: str) -> str:
    """Name an agency; a sum over all of them is the province's."""
    if not agency_id:
        return "toàn tỉnh"
    reference, on = Reference.load(), Period.parse(period_key).ends_on
    try:
        return reference.agency(agency_id, on).name
    except KeyError:
        return reference.agency(agency_id).name


def _printed(value: Decimal | None) -> str:
    return "không có" if value is None else number_text(value)
