"""When a report is due: on completeness of its period, or on the legal cut-off day.

The partition key of a run is its period. The one surprising thing: one timetable has both ways in.
Asset events start a run for the announced period; the clock starts one at 07:00 on the day after
the cut-off, even when somebody is missing, and that run only opens a draft.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import pendulum
from airflow.partition_mappers.base import PartitionMapper
from airflow.serialization.decoders import decode_asset_like
from airflow.serialization.encoders import encode_asset_like
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction
from airflow.timetables.simple import PartitionedAssetTimetable
from airflow.utils.types import DagRunType

from etl.model import Period, all_periods, known_kind, period_kinds
from etl.reference import Reference
from etl.reference.working_days import VIETNAM

OPENS_AT = dt.time(7, 0)
GRACE = dt.timedelta(days=3)  # a server that was off over a weekend still opens the draft


class ReportKinds(NamedTuple):
    """Which kinds of period are reported on by the same DAG; no kind by two."""

    year: tuple[str, ...]
    within_year: tuple[str, ...]  # made of quarters: of three, six and nine months
    others: tuple[str, ...]  # that somebody owes: a school year, what is asked once


def report_kinds() -> ReportKinds:
    """Sort the kinds of the calendar by what their periods are made of."""
    owed = {one.frequency for one in Reference.load().seeds.obligations}
    year, within_year, others = list[str](), list[str](), list[str]()
    for kind in period_kinds():
        period = next(all_periods([kind]))
        whole = Period.find(str(period.year))
        if period.is_year:
            year.append(kind)
        elif whole and set(period.quarter_keys) < set(whole.quarter_keys):
            within_year.append(kind)
        elif kind in owed:
            others.append(kind)
    return ReportKinds(tuple(year), tuple(within_year), tuple(others))


class PeriodKeyMapper(PartitionMapper):
    """Let only the keys of some kinds of period through; the others start nothing here."""

    def __init__(self, kinds: Sequence[str]) -> None:
        super().__init__()
        self.kinds = tuple(kinds)

    def to_downstream(self, key: str) -> Iterable[str]:
        """Give the key itself, or nothing when it is a period of another kind."""
        period = Period.find(key)
        return [key] if period and period.kind in self.kinds else []

    def serialize(self) -> dict[str, Any]:
        """Give what `deserialize` needs, as JSON."""
        return {"kinds": list(self.kinds)}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Self:
        """Make the mapper again from its JSON."""
        return cls(data["kinds"])


def openings(kinds: Sequence[str], after: dt.datetime) -> list[tuple[dt.datetime, str]]:
    """List when drafts open, and the period's key, from the year before `after` on."""
    periods = [one for one in all_periods(kinds) if one.cut_off_on.year >= after.year - 1]
    days = [one.cut_off_on + dt.timedelta(days=1) for one in periods]
    moments = [dt.datetime.combine(day, OPENS_AT, VIETNAM) for day in days]
    return sorted(zip(moments, [one.key for one in periods], strict=True))


class CompleteOrCutOff(PartitionedAssetTimetable):
    """Start a run per period: when it is announced complete, and at its legal cut-off."""

    can_be_scheduled = True
    periodic = True
    description = "Khi kỳ báo cáo đã đủ, hoặc 07 giờ sáng sau ngày chốt số liệu"

    def __init__(self, *, assets: Any, kinds: Sequence[str]) -> None:
        self.kinds = tuple(map(known_kind, kinds))
        super().__init__(assets=assets, default_partition_mapper=PeriodKeyMapper(self.kinds))

    @property
    def summary(self) -> str:
        """Name the timetable in the list of DAGs."""
        return "Đủ số liệu hoặc đến ngày chốt"

    def serialize(self) -> dict[str, Any]:
        """Give what `deserialize` needs, as JSON."""
        return {
            "asset_condition": encode_asset_like(self.asset_condition),
            "kinds": list(self.kinds),
        }

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Self:
        """Make the timetable again from its JSON."""
        return cls(assets=decode_asset_like(data["asset_condition"]), kinds=data["kinds"])

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """Give the next cut-off that has not been opened yet; two periods may share a moment."""
        now, last, earliest = pendulum.now("UTC"), last_dagrun_info, restriction.earliest
        if not restriction.catchup:
            recent = now - GRACE if last else now
            earliest = max(earliest, recent) if earliest else recent
        opened = (last.run_after, last.partition_key or "") if last else None
        for moment, key in openings(self.kinds, earliest or (last.run_after if last else now)):
            if (earliest and moment < earliest) or (opened and (moment, key) <= opened):
                continue
            if restriction.latest and moment > restriction.latest:
                return None
            return DagRunInfo(
                run_after=pendulum.instance(moment),
                data_interval=None,
                partition_date=None,
                partition_key=key,
            )
        return None

    def generate_run_id(
        self,
        *,
        run_type: DagRunType,
        data_interval: DataInterval | None,
        run_after: pendulum.DateTime,
        **extra: Any,
    ) -> str:
        """Name a cut-off run after its period: the 15th of June opens a quarter and a half-year."""
        key = extra.get("partition_key")
        if run_type != DagRunType.SCHEDULED or not key:
            return super().generate_run_id(
                run_type=run_type, data_interval=data_interval, run_after=run_after, **extra
            )
        return run_type.generate_run_id(suffix=f"{run_after.isoformat()}__{key}")
