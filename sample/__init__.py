"""Sample workbooks of any form, agency and period: nothing in, the files that would be sent out.

Not part of the product: the demonstration (`python -m sample`) and tests use it. Totals are the
published ones where a figure was published; every breakdown below the province is invented from a
fixed seed, and each workbook says so. The one surprising thing: three workbooks of the first round
are faulty on purpose.
"""

from sample.drawn import plausible_rows
from sample.faults import FAULTS
from sample.lines import sample_rows
from sample.rounds import DATA_NOTE, data_note, senders, write_round, write_workbook

__all__ = [
    "DATA_NOTE",
    "FAULTS",
    "data_note",
    "plausible_rows",
    "sample_rows",
    "senders",
    "write_round",
    "write_workbook",
]
