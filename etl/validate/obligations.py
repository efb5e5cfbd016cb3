"""Who owes which form, and for which places: returns in, who must not send them out.

The one surprising thing: a body without an area of its own, as those of the province are, covers
every place, but only of the forms that it owes.
"""

from collections.abc import Iterator

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
        """Begin without an answer."""
        self._reference = reference
        self._owed: dict[str, dict[str, dict[str, Agency]]] = {}  # period → form → agency id
        self._districts: dict[tuple[str, str], str] = {}

    def owers(self, form_id: str, period: Period) -> dict[str, Agency]:
        """Give the agencies that owe a form for a period, by id."""
        if period.key not in self._owed:
            owed: dict[str, dict[str, Agency]] = {}
            for agency, owed_form in self._reference.obligations(period):
                owed.setdefault(owed_form, {})[agency.id] = agency
            self._owed[period.key] = owed
        return self._owed[period.key].get(form_id, {})

    def owes(self, one: BatchReturn) -> bool:
        """Tell whether a return is owed by who sends it."""
        return one.agency_id in self.owers(one.form.owed_as, one.period)

    def covers(self, one: BatchReturn, place: str) -> bool:
        """Tell whether who sends a return may report a place of its exclusive column."""
        agency = self.owers(one.form.owed_as, one.period).get(one.agency_id)
        return agency is not None and self._reaches(agency, place, one.period)

    def told(self, one: BatchReturn) -> Iterator[Candidate]:
        """Tell of a return that its sender does not owe, and who owes it."""
        if one.agency is None or self.owes(one):
            return
        period = small(one.period.title)
        owers = [agency.name for agency in self._owers_of(one)]
        words = {
            "value": one.agency.name,
            "period": period,
            "expected": several(owers, _MOST_NAMED),
            "other": f"biểu này do {several(owers, _MOST_NAMED)} gửi"
            if owers
            else "không cơ quan nào phải gửi biểu này cho kỳ đó",
        }
        yield standing(
            one,
            "file.not_owed",
            "",
            words,
            value=words["value"],
            expected=words["expected"],
            reads_cover=True,
        )

    def _owers_of(self, one: BatchReturn) -> list[Agency]:
        """Give who owes a form: for the places that a return lists, or else all of them."""
        owers = self.owers(one.form.owed_as, one.period).values()
        places = {str(p) for p in one.table.values.get(one.form.exclusive, ()) if p}
        fitting = [
            agency
            for agency in owers
            if any(self._reaches(agency, place, one.period) for place in places)
        ]
        return fitting or list(owers)

    def _reaches(self, agency: Agency, place: str, period: Period) -> bool:
        return not agency.area_code or agency.area_code in (place, self._district(place, period))

    def _district(self, place: str, period: Period) -> str:
        """Give the code of what a place lies in; empty for one that is not known."""
        key = place, period.key
        if key not in self._districts:
            on = self._reference.places_on(period)
            try:
                self._districts[key] = self._reference.area(place, on).parent_code
            except KeyError:
                self._districts[key] = ""
        return self._districts[key]
