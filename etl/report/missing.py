"""Who has not sent, and what that could move: the submission status in, `Missing` out.

The one surprising thing: a draft stands on what counts, so what was sent and not accepted is not
looked into here; an effect is text and no figure: nothing in the warehouse could confirm it.
"""

from collections.abc import Iterable, Mapping, Sequence

from etl.contracts.indicators import load_indicators
from etl.model import Period
from etl.registry.stakes import Stake, Stakes, at_stake
from etl.report.content import Effect, Missing
from etl.report.mart_rows import Marts
from etl.wording import STATES_IN_FULL, number_text

_WAYS = {
    "year_before": "theo số liệu cùng kỳ năm trước của cơ quan",
    "average": "theo bình quân của các cơ quan đã gửi",
}


def missing_returns(marts: Marts, period: Period) -> tuple[Missing, ...]:
    """List the returns that are due and not accepted, each with its estimated effects."""
    open_ = {
        (row["agency_id"], row["form_id"]): row
        for row in marts.rows("submission_status")
        if row["state"] not in ("accepted", "waived")
    }
    stakes = at_stake(marts.connection, period, list(open_))
    moved = {(one.agency_id, one.form_id): one for one in stakes.rows}
    return tuple(
        Missing(
            agency_name=row["agency_name"],
            form_title=row["form_title"],
            state=STATES_IN_FULL[row["state"]],
            effects=tuple(_effects(stakes, moved[owed])) if owed in moved else (),
        )
        for owed, row in open_.items()
    )


def _effects(stakes: Stakes, stake: Stake) -> Iterable[Effect]:
    for id_, moved in stake.moves.items():
        one = load_indicators()[id_]
        if moved is not None and (one.denominator is None or stakes.now[id_] is not None):
            amount = _amount_text(moved, one.unit, is_rate=one.denominator is not None)
            yield Effect(one.name, amount, _WAYS[stake.ways[id_]])


def _amount_text(moved: float, unit: str, *, is_rate: bool) -> str:
    if is_rate:
        if round(moved, 2) == 0:
            return "thay đổi dưới 0,01 điểm phần trăm"
        direction = "tăng" if moved > 0 else "giảm"
        return f"{direction} khoảng {number_text(abs(moved), 2)} điểm phần trăm"
    decimals = 1 if unit == "triệu đồng" else 0
    if round(moved, decimals) == 0:
        return "không thay đổi đáng kể"
    return f"thêm khoảng {number_text(moved, decimals)} {unit}"


def by_agency(missing: Sequence[Missing]) -> Sequence[Mapping[str, str]]:
    """Give the rows of the table of missing returns: those of one agency in one state together."""
    together: dict[tuple[str, str], list[Missing]] = {}
    for one in missing:
        together.setdefault((one.agency_name, one.state), []).append(one)
    return [
        {
            "agency": agency,
            "forms": "; ".join(one.form_title for one in owed),
            "state": state,
            "effects": _effects_text([effect for one in owed for effect in one.effects]),
        }
        for (agency, state), owed in together.items()
    ]


def _effects_text(effects: Sequence[Effect]) -> str:
    """Say the effects, those estimated in the same way together."""
    by_way: dict[str, list[str]] = {}
    for effect in effects:
        by_way.setdefault(effect.way, []).append(f"{effect.figure_name} {effect.amount}")
    said = [f"{'; '.join(amounts)} ({way})" for way, amounts in by_way.items()]
    return "; ".join(said) or "không ước tính được"
