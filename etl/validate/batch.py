"""The returns of a batch: readings in, numbered `BatchReturn`s out, and the verdicts on them.

The one surprising thing: a return carries a number that is its identity inside the batch only; it
is how one run over all workbooks is dealt back to them.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from etl.model import Agency, Finding, Form, Judgement, Key, Period, Reading, Table
from etl.reference import Reference


@dataclass(frozen=True, slots=True, eq=False)
class BatchReturn:
    """One form of one workbook, or one accepted table that a batch is compared with."""

    number: int
    agency: Agency | None  # None when the cover names nobody we know
    agency_id: str
    period: Period
    form: Form  # with the columns and rules in force on the period's last day
    table: Table
    reading: int = -1  # place of its reading in the batch; -1 for accepted tables
    sha256: str = ""
    findings: tuple[Finding, ...] = ()  # of the reader: of this form, and of the whole file
    judged: bool = False  # accepted tables are only compared with

    @property
    def key(self) -> Key:
        """Who reported which form for when."""
        return self.form.id, self.agency_id, self.period.key


@dataclass(frozen=True, slots=True)
class Round:
    """Verdicts on a batch of readings, by the place of each."""

    judgements: tuple[tuple[int, Judgement], ...] = ()
    deferred: tuple[int, ...] = ()  # readings to be judged once these verdicts are kept


def returns_of(
    readings: Sequence[Reading], forms: Mapping[str, Form], reference: Reference
) -> list[BatchReturn]:
    """Number the returns of readings, in order; a reading without cover or period has none."""
    returns: list[BatchReturn] = []
    for place, reading in enumerate(readings):
        period = Period.find(reading.cover.period_key) if reading.cover else None
        if reading.cover is None or period is None:
            continue  # the reader has said so: the file is refused as a whole
        agency_id = reading.cover.agency_id
        agency = _agency(reference, agency_id, period)
        returns += (
            BatchReturn(
                number=number,
                agency=agency,
                agency_id=agency_id,
                period=period,
                form=forms[table.form_id].in_force(period.ends_on),
                table=table,
                reading=place,
                sha256=reading.sha256,
                findings=tuple(f for f in reading.findings if f.form_id in ("", table.form_id)),
                judged=True,
            )
            for number, table in enumerate(reading.tables, len(returns))
        )
    return returns


def accepted_returns(
    tables: Mapping[Key, Table], forms: Mapping[str, Form], reference: Reference, first: int
) -> list[BatchReturn]:
    """Number accepted tables from `first` on, for comparison only."""
    returns = []
    for number, ((form_id, agency_id, period_key), table) in enumerate(tables.items(), first):
        period = Period.parse(period_key)
        agency = _agency(reference, agency_id, period)
        form = forms[form_id].in_force(period.ends_on)
        returns.append(BatchReturn(number, agency, agency_id, period, form, table))
    return returns


def _agency(reference: Reference, agency_id: str, period: Period) -> Agency | None:
    """Give an agency as it stood when the period ended, else as last known."""
    for on in (period.ends_on, None):
        with suppress(KeyError):
            return reference.agency(agency_id, on)
    return None
