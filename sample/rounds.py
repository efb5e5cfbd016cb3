"""The two rounds of sample workbooks: a folder in, the paths of the files written out.

Round 1 is what all agencies send for 2019, 2020 and the quarters of 2020, and those of today for a
quarter of today; three of them are faulty. Round 2 is the corrected versions of those three. The
one surprising thing: everything goes through the same blank workbook that agencies are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from etl.contracts import load_forms
from etl.model import Form, Period
from etl.reference import Reference
from etl.workbook.template.blank_workbook import write_template
from sample.faults import FAULTS, Fault
from sample.lines import sample_rows
from sample.totals import documents

DATA_NOTE = "số liệu minh họa, trừ tổng số toàn tỉnh đã công bố"
OF_TODAY = "2026-Q3"  # communes and departments as they are since 2025
PERIODS = ("2019", "2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4", "2020", OF_TODAY)
_CONTACT = "Cán bộ tổng hợp (mẫu), điện thoại 0205 000 0000"


def write_round(folder: Path, round: int) -> list[Path]:
    """Write the workbooks of round 1 or 2 into a folder, which is made when absent.

    Returns the paths in the order in which they would arrive. Raises `ValueError` for any other
    round.
    """
    if round not in (1, 2):
        raise ValueError(f"there are rounds 1 and 2, not {round}")
    folder.mkdir(parents=True, exist_ok=True)
    if round == 2:
        return [
            write_workbook(folder, fault.agency_id, fault.period_key, version=2) for fault in FAULTS
        ]
    faults = {(fault.agency_id, fault.period_key): fault for fault in FAULTS}
    return [
        write_workbook(folder, agency_id, key, fault=faults.get((agency_id, key)))
        for key in PERIODS
        for agency_id in senders(Period.parse(key))
    ]


def senders(period: Period) -> list[str]:
    """List the agencies that owe something for a period, in the order of the reference list."""
    return list(dict.fromkeys(agency.id for agency, _ in Reference.load().obligations(period)))


def write_workbook(
    folder: Path, agency_id: str, period_key: str, *, version: int = 1, fault: Fault | None = None
) -> Path:
    """Write one agency's sample workbook for a period, with a fault when one is given."""
    reference, period = Reference.load(), Period.parse(period_key)
    agency = reference.agency(agency_id, period.ends_on)
    owed = [form_id for owing, form_id in reference.obligations(period) if owing.id == agency_id]
    forms = [form for form in load_forms().values() if form.owed_as in owed]
    rows = {form.id: sample_rows(form.id, agency, period) for form in forms}
    if fault:
        fault.in_rows(rows)
    suffix = f"_lan-{version}" if version > 1 else ""
    path = folder / f"BDT_{agency_id}_{period_key}{suffix}.xlsx"
    write_template(
        path,
        agency,
        period,
        forms,
        reference,
        prefill=rows,
        data_note=data_note(forms, period),
        contact=_CONTACT,
    )
    if fault:
        fault.in_file(path)
    return path


def data_note(forms: Sequence[Form], period: Period) -> str:
    """Say what the totals of forms in a period are, and what published them where that is known."""
    named = documents([form.id for form in forms], period.key)
    return " ".join([DATA_NOTE, *([f"tại {'; '.join(named)}"] if named else [])])
