"""Who sends a form, as people name them: a form and a period in, names out.

The one surprising thing: agencies that have places of their own are named together, by what their
names begin with and the kinds of their places, because nobody reads a list of 65.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from etl.model import Agency, Form, Period
from etl.reference import Reference


def owing(reference: Reference, form: Form, period: Period) -> tuple[Agency, ...]:
    """Give the agencies that owe a form for a period."""
    owed = reference.obligations(period)
    return tuple(agency for agency, form_id in owed if form_id == form.owed_as)


def body_of(agency: Agency) -> str:
    """Give the id of the body that an agency is told as: its kind, where it has a place."""
    return agency.kind if agency.area_code else agency.id


def named_together(agencies: Iterable[Agency], period: Period, reference: Reference) -> list[str]:
    """Name agencies, those of one body together: "Ủy ban nhân dân xã, phường"."""
    found: dict[str, list[Agency]] = {}
    for agency in agencies:
        found.setdefault(body_of(agency), []).append(agency)
    return [_name(together, period, reference) for together in found.values()]


def _name(agencies: Sequence[Agency], period: Period, reference: Reference) -> str:
    if len(agencies) == 1:
        return agencies[0].name
    words = zip(*(agency.name.split() for agency in agencies), strict=False)
    common = [word for word, *_ in takewhile(lambda same: len({*same}) == 1, words)]
    return " ".join([*common, reference.counted_kinds(period)])
