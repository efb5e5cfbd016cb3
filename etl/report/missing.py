"""Who has not sent, and what that could move: the submission status in, `Missing` out.

The one surprising thing: an effect is always an estimate and says how it was made: the agency's
own rows of the same period a year before are added to the present ones and the figure is
measured again; without such rows, the average of those who have sent is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from etl.contracts.figures import FigureSpec
from etl.model import Period
from etl.report.content import Effect, Missing
from etl.report.marts import Marts, RowMapping, matching, measure, split_mart
from etl.wording import STATES_IN_FULL, number_text

_LAST_YEAR = "theo số liệu cùng kỳ năm trước của cơ quan"
_AVERAGE = "theo bình quân của các cơ quan đã gửi"


def missing_returns(marts: Marts, catalogue: Mapping[str, FigureSpec]) -> tuple[Missing, ...]:
    """List the returns that are due and not accepted, each with its estimated effects."""
    return tuple(
        Missing(
            agency_name=row["agency_name"],
            form_title=row["form_title"],
            state=STATES_IN_FULL[row["state"]],
            effects=tuple(_effects(marts, catalogue.values(), row)),
        )
        for row in marts.rows("submission_status")
        if row["state"] not in ("accepted", "waived")
    )


def _effects(marts: Marts, specs: Iterable[FigureSpec], due: RowMapping) -> Iterable[Effect]:
    for spec in specs:
        if spec.headline and spec.detail and spec.detail.mart and spec.form == due["form_id"]:
            moved, way = _estimate(marts, spec, str(due["agency_id"]))
            if moved is not None:
                yield Effect(spec.name, _amount_text(moved, spec), way)


def _estimate(marts: Marts, spec: FigureSpec, agency_id: str) -> tuple[float | None, str]:
    """Estimate how far a figure would move; None when nothing allows an estimate."""
    detail = spec.detail
    assert detail is not None
    view, expression = split_mart(detail.mart)
    now = matching(marts.rows(view), detail.where)
    then = matching(marts.rows(view, Period.parse(marts.period_key).year_before_key), detail.where)
    own = [row for row in then if row["agency_id"] == agency_id]
    if own:
        with_own = measure([*now, *own], expression)
        before = measure(now, expression)
        if spec.style == "percent" and before is None:
            return None, ""
        return (with_own or 0) - (before or 0), _LAST_YEAR
    return (None, "") if spec.style == "percent" else (_average(now, expression), _AVERAGE)


def _average(rows: Sequence[RowMapping], expression: str) -> float | None:
    senders = {row["agency_id"] for row in rows}
    total = measure(rows, expression)
    return total / len(senders) if total is not None and senders else None


def _amount_text(moved: float, spec: FigureSpec) -> str:
    if spec.style == "percent":
        if round(moved, 2) == 0:
            return "thay đổi dưới 0,01 điểm phần trăm"
        direction = "tăng" if moved > 0 else "giảm"
        return f"{direction} khoảng {number_text(abs(moved), 2)} điểm phần trăm"
    decimals = 1 if spec.unit == "triệu đồng" else 0
    if round(moved, decimals) == 0:
        return "không thay đổi đáng kể"
    return f"thêm khoảng {number_text(moved, decimals)} {spec.unit}"
