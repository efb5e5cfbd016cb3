"""The offline pre-check: files and folders in, one verdict a file out; no database is touched.

The one surprising thing: all files are judged as one batch, so what a quarter and its year say
about each other is checked here exactly as in the pipeline; what was sent earlier only where a
caller gives it.
"""

import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from etl.contracts import load_forms
from etl.contracts.rule_book import rule_book_version
from etl.errors import apart, for_log
from etl.extract import extract
from etl.model import Beside, Finding, Judgement, Key, Period, Reading, ReturnState, Severity
from etl.reference import Reference
from etl.validate import judge, preload
from etl.vault import waiting
from etl.wording import COUNTED, SEVERITIES, number_text, small
from etl.workbook.refusals import READER_FAILED, reader_failed

_LOG = logging.getLogger(__name__)
_MOST_PLACES = 5  # addresses in a line
_CLOSED = "kỳ đã khóa, bản gửi sẽ chờ cán bộ tổng hợp xem xét rồi mới được tính."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the pre-check says of one file."""

    path: Path
    reading: Reading
    judgements: tuple[Judgement, ...]
    is_closed: bool = False  # its period is closed: sent now, it waits for a steward

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of the file itself, then of each form."""
        if not self.judgements:
            return self.reading.findings
        judged = [finding for one in self.judgements for finding in one.findings]
        return tuple(dict.fromkeys([*self.reading.findings, *judged]))

    @property
    def clean(self) -> bool:
        """Whether every form of the file would be accepted as it stands."""
        return bool(self.judgements) and all(
            one.state is ReturnState.ACCEPTED for one in self.judgements
        )

    @property
    def our_fault(self) -> bool:
        """Whether the file could not be read for a reason of ours: nothing is said of it."""
        return any(finding.rule_id == READER_FAILED for finding in self.reading.findings)

    def count(self, severity: Severity) -> int:
        """How many findings have that severity."""
        return sum(finding.severity is severity for finding in self.findings)


def workbooks(paths: Iterable[Path]) -> list[Path]:
    """List the files that are named, and those that the inbox would take of named folders.

    Raises `FileNotFoundError` for a path that is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(item for item, _ in waiting(path, links=True))
        elif path.is_file():
            found.append(path)
        else:
            raise FileNotFoundError(path)
    return list(dict.fromkeys(found))


def examine(
    paths: Sequence[Path],
    on_read: Callable[[Reading], None] | None = None,
    beside: Callable[[Mapping[Key, Collection[str]]], Beside] | None = None,
) -> list[Verdict]:
    """Read and judge workbooks as one batch; gives one verdict a file, in the order given.

    `beside` gives what returns are compared with, by their keys and places (`places_of`); without
    it, only each other.
    """
    preload()
    readings = extract(paths, on_read=on_read)
    once = {reading.sha256: reading for reading in readings}  # a copy is no second return
    by_hash: dict[str, list[Judgement]] = {}
    known = beside(places_of(readings)) if beside else Beside()
    judged, failed = _judged(list(once.values()), known)
    for judgement in judged:
        by_hash.setdefault(judgement.sha256, []).append(judgement)
    return [
        Verdict(
            path,
            failed.get(reading.sha256, reading),
            tuple(by_hash.get(reading.sha256, ())),
            is_closed=reading.cover is not None and reading.cover.period_key in known.closed,
        )
        for path, reading in zip(paths, readings, strict=True)
    ]


def _judged(
    readings: Sequence[Reading], known: Beside
) -> tuple[list[Judgement], dict[str, Reading]]:
    """Judge readings as one batch without those that we fail on; gives those by hash as failed."""
    failed: dict[str, Reading] = {}

    def together(some: Sequence[Reading]) -> list[Judgement]:
        return judge(some, load_forms(), Reference.load(), known)

    def fail(one: Reading, error: Exception) -> None:
        _LOG.error("a workbook could not be judged\n%s", for_log(error))
        finding = reader_failed(type(error).__name__)
        failed[one.sha256] = replace(one, tables=(), findings=(finding,))

    parts = apart(readings, together, fail)
    if len(parts) > 1:  # judged in halves, which were not compared with each other
        sound = [one for one in readings if one.sha256 not in failed]
        parts = apart(sound, together, fail)
    return [one for part in parts for one in part if one.sha256 not in failed], failed


def places_of(readings: Iterable[Reading]) -> dict[Key, set[str]]:
    """List (form, agency, period) of every table, with its places that one sender alone reports."""
    forms = load_forms()
    found: dict[Key, set[str]] = {}
    for reading in readings:
        if (cover := reading.cover) is None:
            continue
        for table in reading.tables:
            listed = table.values.get(forms[table.form_id].exclusive, ())
            key = (table.form_id, cover.agency_id, cover.period_key)
            found.setdefault(key, set()).update(str(place) for place in listed if place)
    return found


def verdict_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Give one Vietnamese line a file; files of one name are told apart by their folders."""
    names = Counter(verdict.path.name for verdict in verdicts)
    for verdict in verdicts:
        is_alone = names[verdict.path.name] == 1
        yield verdict_line(verdict, verdict.path.name if is_alone else str(verdict.path))


def summary(verdicts: Sequence[Verdict]) -> str:
    """Say of many files how many came out how."""
    clean = sum(verdict.clean for verdict in verdicts)
    refused = sum(not verdict.judgements for verdict in verdicts)
    must_fix = sum(
        bool(verdict.judgements) and verdict.count(Severity.CRITICAL) > 0 for verdict in verdicts
    )
    parts = [
        f"{number_text(count)} tệp {words}"
        for count, words in (
            (clean, "không có lỗi"),
            (must_fix, f"có {COUNTED[Severity.CRITICAL]}"),
            (len(verdicts) - clean - refused - must_fix, f"chỉ {SEVERITIES[Severity.WARNING]}"),
            (refused, "không nhận được"),
        )
        if count
    ]
    return f"Đã kiểm tra {number_text(len(verdicts))} tệp: {', '.join(parts)}."


def closed_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say of each closed period that files are for that what is sent now waits."""
    closed = {
        one.reading.cover.period_key for one in verdicts if one.is_closed and one.reading.cover
    }
    for key in sorted(closed):
        yield f"{Period.parse(key).title}: {_CLOSED}"


def finding_lines(verdict: Verdict) -> Iterator[str]:
    """Give one Vietnamese line a finding: how grave it is, where it stands, what to do."""
    for finding in verdict.findings:
        places = [f"{cell.sheet}!{cell.ref}" for cell in finding.cells[:_MOST_PLACES]]
        more = len(finding.cells) - len(places)
        if not places and finding.form_id:
            places = [load_forms()[finding.form_id].number]
        rest = f" và {number_text(more)} ô khác" if more else ""
        where = f" [{', '.join(places)}{rest}]" if places else ""
        yield f"{SEVERITIES[finding.severity]}{where}: {finding.message}"


def verdict_line(verdict: Verdict, name: str) -> str:
    """Say the verdict on one file in one Vietnamese line: what it is, and what is wrong with it."""
    reading = verdict.reading
    numbers = ", ".join(dict.fromkeys(load_forms()[t.form_id].number for t in reading.tables))
    if not verdict.judgements:
        reason = reading.findings[0].message if reading.findings else "không rõ lý do."
        known = f"nhận ra {numbers} nhưng chưa nhận được" if numbers else "không nhận được"
        return f"✘ {name} — {known}: {reason}"
    cover = reading.cover
    agency = Reference.load().agency(cover.agency_id).name if cover else "?"
    period = small(Period.parse(cover.period_key).title) if cover else "?"
    head = f"{name} — {agency}, {period}; {numbers}"
    if verdict.clean:
        return f"✔ {head}: không có lỗi"
    parts = [
        f"{verdict.count(severity)} {COUNTED[severity]}"
        for severity in (Severity.CRITICAL, Severity.WARNING)
        if verdict.count(severity)
    ]
    return f"✘ {head}: {', '.join(parts)}"


def as_json(verdict: Verdict) -> dict[str, object]:
    """Give a verdict with all its findings as JSON-serialisable values."""
    cover = verdict.reading.cover
    return {
        "file": os.fsencode(verdict.path).decode(errors="replace"),  # a name need not be text
        "sha256": verdict.reading.sha256,
        "kind": verdict.reading.kind,
        "clean": verdict.clean,
        "agency_id": cover.agency_id if cover else None,
        "period_key": cover.period_key if cover else None,
        "period_closed": verdict.is_closed,
        "forms": {one.form_id: str(one.state) for one in verdict.judgements},
        "rule_book": rule_book_version(),
        "recognised": list(verdict.reading.recognised),
        "findings": [finding_json(finding) for finding in verdict.findings],
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """Give a finding as JSON-serialisable values, its cells as sheet and reference."""
    return {
        "rule_id": finding.rule_id,
        "severity": str(finding.severity),
        "rung": finding.rung.name.lower(),
        "form_id": finding.form_id,
        "cells": [{"sheet": cell.sheet, "ref": cell.ref} for cell in finding.cells],
        "column": finding.column,
        "row_label": finding.row_label,
        "row_key": finding.row_key,
        "value": finding.value,
        "expected": finding.expected,
        "difference": finding.difference,
        "message": finding.message,
        "is_trial": finding.is_trial,
    }
