"""The catalogue of figures: indicators and a period in, each figure as a text may name it out.

An indicator is named as it is called, "… (triệu đồng)" for the whole amount of one that is printed
in words, "… cùng kỳ năm trước", and "mức thay đổi …". The one surprising thing: a figure whose form
has no accepted return is a `Gap` whatever the mart says, so no sum over nothing is printed as zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from etl.contracts import load_forms
from etl.contracts.indicators import Indicator, load_indicators
from etl.kinds import names_in_mart
from etl.model import Figure, Period
from etl.report.content import Gap
from etl.report.mart_rows import Marts, RowMapping
from etl.warehouse.watched import TOTAL, parts_of
from etl.wording import amount_words, number_text, percent_text, points_text, small

VALUE = "indicator.value"
WATCHED = "watched_share"
_OTHER_SENDERS = "hai kỳ không cùng các nơi gửi số liệu hoặc không cùng địa bàn nên không so sánh"


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What a figure is, how it is printed, and which rows of its form lie below it."""

    id: str
    name: str
    mart: str
    style: str
    unit: str
    where: Mapping[str, str]
    indicator: Indicator | None = None
    form: str = ""  # that it stands on
    below: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()  # the columns that it leads back to
    basis: str = ""  # of a rate, which of which
    missing: str = ""  # reason to print when there is no value

    @property
    def cell_style(self) -> str:
        """How it is printed where its column says what it is."""
        return {"percent": "share", "words": "million"}.get(self.style, self.style)


_OF_SENDING = (
    ("sender_count", "số cơ quan đã gửi số liệu", "distinct(agency_id)", "cơ quan", "accepted"),
    ("accepted_return_count", "số biểu được chấp nhận", "count(state=accepted)", "biểu", ""),
    ("due_return_count", "số biểu phải gửi", "count()", "biểu", ""),
    ("given_back_count", "số lượt trả lại để bổ sung", "sum(given_back_count)", "lượt", ""),
)


def catalogue_of(marts: Marts) -> Mapping[str, FigureSpec]:
    """Give every figure that a text may name in a report, by id."""
    specs = [
        FigureSpec(
            id_, name, f"submission_status.{how}", "count", unit, {"state": state} if state else {}
        )
        for id_, name, how, unit, state in _OF_SENDING
    ]
    for one in load_indicators().values():
        if one.form_id and not one.fall_of:
            home = marts.of(one.form_id)
            spec = spec_of(one, home)
            specs += _forms_of(spec, Period.parse(home.period_key))
            specs += _watched(spec, one)
    return {spec.id: spec for spec in specs}


def spec_of(one: Indicator, marts: Marts) -> FigureSpec:
    """Give an indicator over all who sent as a figure: of the part that has most rows."""
    apart = next((row["apart"] for row in _totals(marts, one.id) if row["is_main"]), "")
    where = {"indicator_id": one.id, "is_total": "true", **({"apart": apart} if apart else {})}
    style = "words" if one.in_words else one.rounding
    spec = FigureSpec(one.id, one.name, VALUE, style, one.unit, where, one, one.form_id)
    return replace(spec, below=_below(one, apart), cells=one.cells, basis=small(one.basis))


def _below(one: Indicator, apart: str) -> Mapping[str, str]:
    """Give the filter over the rows of the form's mart that an indicator is made of."""
    parts = [part.where for part in (one.numerator, one.denominator) if part]
    shared = [condition for condition in chain(*parts[:1]) if all(condition in p for p in parts)]
    form = load_forms()[one.form_id]
    told_apart = [(column.name, apart) for column in form.columns if column.apart and apart]
    in_mart = names_in_mart(form)
    return {in_mart.get(name, name): value for name, value in [*shared, *told_apart[:1]]}


def _forms_of(spec: FigureSpec, period: Period) -> Iterator[FigureSpec]:
    """Give the figures that an indicator is printed as."""
    yield spec
    if spec.style == "words":
        name = f"{spec.name} ({spec.unit})"
        yield replace(spec, id=f"{spec.id}_exact", name=name, style="million")
    before = {"period_key": period.year_before_key}
    apart = next((c for c in load_forms()[spec.form].columns if c.apart), None)
    same = f"có cùng {small(apart.header)}, cùng" if apart else "theo cùng"
    missing = f"không có số liệu cùng kỳ năm trước {same} cách tính để so sánh"
    then = replace(spec, where={**spec.where, **before}, missing=missing)
    name = f"{spec.name} cùng kỳ năm trước"
    yield replace(then, id=f"{spec.id}_previous", name=name, below={**spec.below, **before})
    name = f"mức thay đổi {spec.name}"
    yield replace(
        changed(spec, period.year_before_key), id=f"{spec.id}_change", name=name, missing=missing
    )


def _watched(spec: FigureSpec, one: Indicator) -> Iterator[FigureSpec]:
    """Give what a watched share must come to, and how many of each part lie below it."""
    watched = one.watched.name if one.watched else ""
    of = replace(spec, indicator=None, basis="", missing="kỳ này chưa có mức theo dõi")
    for part in parts_of(one, load_forms()[spec.form]):
        where = {"indicator_id": spec.id, "part": part.id}
        if part.id == TOTAL:
            name, mart = f"mức theo dõi {watched}", f"{WATCHED}.floor_value"
            floor = replace(of, id=f"{spec.id}_floor", name=name, mart=mart, where=where, cells=())
            yield replace(floor, style="number")
            continue
        what = small(part.name)
        for how, said, expression in (
            ("behind", "dưới mức theo dõi", "count(is_behind=true)"),
            ("watched", "có mức theo dõi", "count()"),
        ):
            id_, name = f"{spec.id}_{part.id}_{how}", f"số {what} {said} {watched}"
            counted = replace(of, style="count", unit=what, where=where)
            yield replace(counted, id=id_, name=name, mart=f"{WATCHED}.{expression}")


def changed(spec: FigureSpec, before_key: str) -> FigureSpec:
    """Give a figure's change on an earlier period; a rate's is that of the rates as printed."""
    where = {**spec.where, "compared_with": before_key}
    if spec.style in ("percent", "share"):
        where["rounded_to"] = "2"
        return replace(spec, style="change", unit="điểm phần trăm", where=where)
    return replace(spec, style=f"change_{spec.style}", where=where)


def evaluate(spec: FigureSpec, marts: Marts) -> Figure | Gap:
    """Give a figure as printed, or the gap with its reason."""
    marts = marts.of(spec.form)
    reason = no_data_reason(marts, spec.form)
    where = {"period_key": marts.period_key, **spec.where}
    value = None if reason or _is_nil(marts, spec) else marts.value(spec.mart, where)
    if value is None and marts.is_kept_back(spec.mart, where):
        return Gap(spec.name, "số nhỏ, chỉ cơ quan tổng hợp xem", is_kept_back=True)
    if value is None:
        return gap_of(spec.name, spec.form, marts, missing=spec.missing)
    if "compared_with" in where:
        apart, totals = where.get("apart", ""), _totals(marts, where.get("indicator_id", ""))
        apart_from = [r for r in totals if r["apart"] == apart and not r["is_comparable"]]
        if apart_from:
            return Gap(spec.name, apart_from[0]["series_break"] or _OTHER_SENDERS)
    printed, rounding = print_value(value, spec.style)
    return Figure(spec.id, value, printed, spec.unit, spec.mart, where, spec.basis, rounding)


def _totals(marts: Marts, indicator_id: str) -> tuple[RowMapping, ...]:
    return marts.matching("indicator", {"indicator_id": indicator_id, "is_total": "true"})


def _is_nil(marts: Marts, spec: FigureSpec) -> bool:
    """Tell whether whoever sent had nothing to report."""
    how = ("period_key", "compared_with", "rounded_to")
    where = {name: value for name, value in spec.where.items() if name not in how}
    rows = marts.matching("indicator", where, spec.where.get("period_key", ""))
    return spec.indicator is not None and any(row["state"] == "nil" for row in rows)


def gap_of(name: str, form_id: str, marts: Marts, *, missing: str = "") -> Gap:
    """Say of something without a value why it has none; `missing` when that is known."""
    marts = marts.of(form_id)
    reason = no_data_reason(marts, form_id)
    sent = marts.matching("return_in_force", {"form_id": form_id})
    none_occurred = not reason and not missing and bool(sent)
    other = missing or "kho dữ liệu không có số liệu của kỳ này"
    return Gap(name, reason or other, none_occurred)


def no_data_reason(marts: Marts, form_id: str) -> str:
    """Say why a form has no data in the period; "" when it has, or when nobody owes it."""
    rows = marts.matching("submission_status", {"form_id": form_id}) if form_id else ()
    if not rows or any(row["state"] == "accepted" for row in rows):
        return ""
    return f"chưa có biểu “{rows[0]['form_title']}” nào được chấp nhận"


def print_value(value: float, style: str) -> tuple[str, str]:
    """Print a value in its style; returns the text and how it was rounded."""
    if style == "words":
        return amount_words(value)
    if style == "change":
        return _changed(value, points_text(value)), "nearest"
    if style.startswith("change_"):
        size, rounding = print_value(abs(value), style.removeprefix("change_"))
        return _changed(value, size), rounding
    if style == "number":
        return number_text(value, 2).rstrip("0").rstrip(","), "nearest"
    decimals = {"count": 0, "million": 1, "percent": 2, "share": 2}[style]
    text = percent_text(value) if style == "percent" else number_text(value, decimals)
    return text, "exact" if round(value, decimals) == value else "nearest"


def _changed(change: float, size: str) -> str:
    """Say a change: "tăng 6", "giảm 3 điểm phần trăm"; a size that prints as 0 is none."""
    if not size.partition(" ")[0].strip("0,"):
        return "không thay đổi"
    return f"{'giảm' if change < 0 else 'tăng'} {size}"
