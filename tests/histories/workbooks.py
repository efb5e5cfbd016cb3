"""Workbooks of histories: what an agency wrote in, the bytes of its file out.

Each distinct content is written once by the template that agencies are given, and read once by
the real reader; a home then starts with both. The one surprising thing: a kept reading is only a
saving of time (`etl.judge.readings`), and every tenth workbook is left to be read where it arrives.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from etl import vault
from etl.contracts import load_forms
from etl.judge.readings import readings_of
from etl.model import CellValue, Period
from etl.reference import Reference
from etl.settings import settings
from etl.workbook.template.blank_workbook import write_template
from tests.histories.model import INVESTED, File, Sheet

Row = dict[str, CellValue]
_ROWS = {
    "works": {
        "sector": "transport",
        "kind": "carried_over",
        "total_investment_million_vnd": INVESTED,
        "started_on": dt.date(2010, 3, 16),
    },
    "support_projects": {
        "sector": "livestock",
        "household_count": 20,
        "minority_household_count": 15,
    },
}


def rows_of(form_id: str, file: File, sheet: Sheet) -> list[Row]:
    """Give the rows that stand in a form, as the warehouse will hold them."""
    reference, period = Reference.load(), Period.parse(file.period)
    places = [_district(file.agency if file.is_owed else file.other)] * len(sheet.planned)
    if sheet.kind == "foreign":
        places[-1] = _district(file.other)
    rows: list[Row] = []
    for n, (place, planned, paid_out) in enumerate(
        zip(places, sheet.planned, sheet.paid_out, strict=True)
    ):
        commune = reference.communes(reference.places_on(period), place)[n].code
        row = {"district": place, "commune": commune, "name": f"Đường thôn {n + 1}"}
        money = {"planned_million_vnd": planned, "disbursed_million_vnd": paid_out}
        rows.append({**row, **_ROWS[form_id], **money})
    return rows


def _district(agency_id: str) -> str:
    return Reference.load().agency(agency_id, dt.date(2020, 1, 1)).area_code


class Shelf:
    """Files and their readings, kept for every home of a run."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder."""
        self._folder = folder
        self._paths: dict[File, Path] = {}
        self._hashes: dict[File, str] = {}
        (folder / "home").mkdir(parents=True, exist_ok=True)

    def hash_of(self, file: File) -> str:
        """Give the hash of a file's content."""
        if file not in self._hashes:
            path = self._folder / hashlib.sha256(repr(file).encode()).hexdigest()
            if not path.exists():  # another process may have written it, or an earlier run
                draft = path.with_name(f"{path.name}.{os.getpid()}")
                self._write(draft, file)
                draft.replace(path)
            self._paths[file] = path
            self._hashes[file] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._hashes[file]

    def put(self, file: File, folder: Path, number: int) -> None:
        """Lay a file into an inbox as the n-th that arrives."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{number:05d}-{file.name}"
        draft = target.with_name(f".{target.name}")
        self.hash_of(file)
        shutil.copyfile(self._paths[file], draft)
        os.utime(draft, (1_600_000_000 + number, 1_600_000_000 + number))
        draft.replace(target)

    def lend_readings(self, files: Iterable[File], home: Path) -> None:
        """Lay the readings of files where `etl.judge.readings` looks for them."""
        wanted = [one for one in files if int(self.hash_of(one)[:4], 16) % 10]
        if not wanted:
            return
        made = {one: self._reading(self.hash_of(one)) for one in wanted}
        work = home / "work"
        work.mkdir(parents=True, exist_ok=True)
        for path in made.values():
            shutil.copyfile(path, work / path.name)

    def _reading(self, sha256: str) -> Path:
        """Read a file in a home that is only for reading; gives the kept reading."""
        kept = self._folder / "home" / "work"
        if not (found := list(kept.glob(f"{sha256}-*.reading"))):
            before = os.environ["ETL_HOME"]
            os.environ["ETL_HOME"] = str(self._folder / "home")
            settings.cache_clear()
            try:
                unread = [
                    vault.put_all([self._paths[one]])[0]
                    for one, of_it in self._hashes.items()
                    if not any(kept.glob(f"{of_it}-*.reading"))
                ]
                readings_of(unread)
            finally:
                os.environ["ETL_HOME"] = before
                settings.cache_clear()
            found = list(kept.glob(f"{sha256}-*.reading"))
        return found[0]

    def _write(self, path: Path, file: File) -> None:
        if file.is_no_workbook:
            path.write_text(f"Không phải tệp Excel {file.number} {file.agency}", encoding="utf-8")
            return
        reference, period = Reference.load(), Period.parse(file.period)
        write_template(
            path,
            reference.agency(file.agency, period.ends_on),
            period,
            [load_forms()[form_id] for form_id, _ in file.sheets],
            reference,
            prefill={
                form_id: rows_of(form_id, file, sheet)  # no rows: nothing occurred, and it says so
                for form_id, sheet in file.sheets
                if sheet.kind != "blank"
            },
            data_note=f"lần {file.number}",
        )
