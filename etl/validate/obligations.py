"""Who owes which form, and for which places: returns in, who must not send them out.

The one surprising thing: a body without an area of its own, as those of the province are, covers
every place, but only of the forms that it owes.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from etl.model import Agency, Period
from etl.reference import Reference
from etl.validate.batch import BatchReturn
from etl.validate.ladder import Candidate, standing
from etl.validate.sentences import several
from etl.wording import small

_MOST_NAMED = 12


class Obligations:
    """What is owed on the last day of a period, asked many times a batch."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._owed: dict[str, dict[str, dict[str, Agency]]] = {}  # period → form → agency id

    def owers(self, form_id: str, period: Period) -> dict[str, Agency]:
        """Give the agencies that owe a form for a period, by id."""
        if period.key not in self._owed:
            owed: dict[str, dict[str, Agency]] = defaultdict(dict)
            for agency, owed_form in self._reference.obligations(period):
                owed[owed_form][agency.id] = agency
            self._owed[period.key] = owed
        return self._owed[period.key].get(form_id, {})

    def covers(self, one: BatchReturn, place: str) -> bool:
        """Tell whether who sends a return may report a place of its exclusive column."""
        agency = self.owers(one.form.owed_as, one.period).get(one.agency_id)
        return agency is not None and self._reaches(agency, place, one.period)

    def reporting(self, form_id: str, period: Period, place: str) -> frozenset[str]:
        """Give the ids of those who owe a form, and report on a place or on one in it; "": all."""
        return frozenset(
            agency.id
            for agency in self.owers(form_id, period).values()
            if not place
            or self._reaches(agency, place, period)
            or self._area(agency.area_code, period) == place
        )

    def share(self, first: str, second: str, period: Period) -> bool:
        """Tell whether two places are the same, or one lies in the other."""
        return first in (second, self._area(second, period)) or self._area(first, period) == second

    def told(self, one: BatchReturn) -> Iterator[Candidate]:
        """Tell of a return that its sender does not owe, and who owes it.

        For the places that it lists, or else all who owe the form.
        """
        owing = self.owers(one.form.owed_as, one.period)
        if one.agency is None or one.agency_id in owing:
            return
        places = {str(p) for p in one.table.values.get(one.form.exclusive, ()) if p}
        fitting = [
            agency.name
            for agency in owing.values()
            if any(self._reaches(agency, place, one.period) for place in places)
        ]
        owers = several(fitting or [agency.name for agency in owing.values()], _MOST_NAMED)
        sent_by = f"biểu này do {owers} gửi"
        words = {
            "value": one.agency.name,
            "period": small(one.period.title),
            "other": sent_by if owers else "không cơ quan nào phải gửi biểu này cho kỳ đó",
        }
        shown: dict[str, Any] = {"value": one.agency.name, "expected": owers}
        yield standing(one, "file.not_owed", "", words, reads_cover=True, **shown)

    def _reaches(self, agency: Agency, place: str, period: Period) -> bool:
        """Tell whether a place is an agency's own, or lies in it."""
        return agency.area_code in ("", place, self._area(place, period))

    def _area(self, place: str, period: Period) -> str:
        """Give the code of what a place lies in; "" for none."""
        area = self._reference.area_codes(self._reference.places_on(period)).get(place)
        return (area.parent_code or "") if area else ""
