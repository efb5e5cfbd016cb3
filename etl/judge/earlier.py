"""What an agency sent earlier, as pre-checks see it: an agency in, what stands in force out.

The one surprising thing: of a file whose cover names another agency nothing is looked up, so that
nobody learns another's figures by trying.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial

from etl import registry, warehouse
from etl.contracts import load_forms
from etl.examine.digest import write_digest
from etl.judge.readings import left_out, readings_of
from etl.model import Agency, Beside, Key, Period
from etl.reference import Reference


def in_force_for(agency_id: str, places: Mapping[Key, Collection[str]]) -> Beside:
    """Give what an agency's own returns among these are judged beside, as in the corridor.

    Each has the places that it lists, as `examine.places_of` gives them.
    """
    own = {key: listed for key, listed in places.items() if key[1] == agency_id}
    with warehouse.transaction() as conn:
        return registry.beside(conn, own, partial(readings_of, on_fault=left_out))


def digest_for(agency: Agency, period: Period) -> bytes:
    """Write the file of what an agency has in force that its returns of a period compare with."""
    owed = {form_id for who, form_id in Reference.load().obligations(period) if who.id == agency.id}
    forms = [form.id for form in load_forms().values() if form.owed_as in owed]
    own = {(form_id, agency.id, period.key): () for form_id in forms}
    return write_digest(agency.id, in_force_for(agency.id, own), dt.datetime.now(dt.UTC))
