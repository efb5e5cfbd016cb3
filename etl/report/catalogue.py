"""The catalogue of figures: text/figures.yaml in, each figure as printed out.

The one surprising thing: a figure whose form has no accepted return is a `Gap` whatever the mart
says, so that a sum over nothing can never be printed as a zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from etl.contracts import load_forms
from etl.contracts.figures import FiguresFile, FigureSpec, read_figures
from etl.errors import ReportError
from etl.model import Figure
from etl.report.content import Gap
from etl.report.document import TEXT, DocumentWords
from etl.report.marts import Marts
from etl.wording import amount_words, number_text, percent_text, points_text


def read_catalogue(words: DocumentWords, folder: Path = TEXT) -> Mapping[str, FigureSpec]:
    """Read figures.yaml with the period's variables filled in; raises `ContractError` for slips."""
    written = read_figures(folder / "figures.yaml", load_forms())
    return FiguresFile.model_validate(_substitute(written.model_dump(), words.variables)).root


def read_yaml(path: Path, words: DocumentWords) -> Mapping[str, Any]:
    """Read a YAML file of entries and replace $variables in its values."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ReportError(f"{path.name} cannot be read: {error}") from error
    filled = _substitute(document, words.variables)
    return filled if isinstance(filled, dict) else {}


def _substitute(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _substitute(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_substitute(item, variables) for item in value]
    if isinstance(value, str) and "$" in value:
        for name in sorted(variables, key=len, reverse=True):
            value = value.replace(f"${name}", variables[name])
    return value


def evaluate(spec: FigureSpec, marts: Marts, period_key: str = "") -> Figure | Gap:
    """Give a figure as printed, or the gap with its reason."""
    period_key = period_key or marts.period_key
    reason = no_data_reason(marts, spec.form, period_key)
    where = {**spec.where, "period_key": period_key}
    value = None if reason else marts.value(spec.mart, where)
    if value is None:
        return gap_of(spec.name, spec.form, marts, period_key, missing=spec.missing)
    printed, rounding = print_value(value, spec.style)
    return Figure(
        id=spec.id,
        value=value,
        printed=printed,
        unit=spec.unit,
        mart=spec.mart,
        where=where,
        basis=spec.basis,
        rounding=rounding,
    )


def gap_of(
    name: str, form_id: str, marts: Marts, period_key: str = "", *, missing: str = ""
) -> Gap:
    """Say of something without a value why it has none; `missing` when that is known."""
    reason = no_data_reason(marts, form_id, period_key)
    none_occurred = not reason and not missing and _sent(marts, form_id, period_key)
    other = missing or "kho dữ liệu không có số liệu của kỳ này"
    return Gap(name, reason or other, none_occurred)


def no_data_reason(marts: Marts, form_id: str, period_key: str = "") -> str:
    """Say why a form has no data in a period; "" when it has, or when nobody owes it."""
    rows = [row for row in marts.rows("submission_status", period_key) if row["form_id"] == form_id]
    if not form_id or not rows or any(row["state"] == "accepted" for row in rows):
        return ""
    return f"chưa có biểu “{rows[0]['form_title']}” nào được chấp nhận"


def _sent(marts: Marts, form_id: str, period_key: str) -> bool:
    rows = marts.rows("return_in_force", period_key)
    return any(row["form_id"] == form_id for row in rows)


def print_value(value: float, style: str) -> tuple[str, str]:
    """Print a value in its style; returns the text and how it was rounded."""
    if style == "words":
        return amount_words(value)
    if style == "change":
        return _change_text(value), "nearest"
    if style.startswith("change_"):
        size, rounding = print_value(abs(value), style.removeprefix("change_"))
        return _changed(value, size), rounding
    if style == "number":
        return number_text(value, 2).rstrip("0").rstrip(","), "nearest"
    decimals = {"count": 0, "million": 1, "percent": 2, "share": 2}[style]
    text = percent_text(value) if style == "percent" else number_text(value, decimals)
    return text, "exact" if round(value, decimals) == value else "nearest"


def _change_text(points: float) -> str:
    return _changed(points, points_text(points))


def _changed(change: float, size: str) -> str:
    """Say a change: "tăng 6", "giảm 3 điểm phần trăm"; a size that prints as 0 is none."""
    if not size.partition(" ")[0].strip("0,"):
        return "không thay đổi"
    return f"{'giảm' if change < 0 else 'tăng'} {size}"
