"""What must be in force: the rules of the house on two pages, without a database.

What happened in, what must stand out. A steward can read this as the answer to "what counts now,
and why". The one surprising thing: nothing here knows how the corridor works, only what it owes.

A *sheet* is one form as an agency filled it in; a *file* holds the sheets of one agency for one
period; a *place on the board* (`Key`) is agency, form and period. Sheets that arrive for a place
are its versions, 1, 2, 3 …

- A file that is no workbook has no versions.
- A file that was received before changes nothing while it is the newest word on everything that
  it is about. Once something else came for one of its places, it is a new version of all.
- `Sheet.faults` refuse a version: more paid out than planned without a reason, rows of another
  district, a form that its sender does not owe. A steward may let one place off the first, for what
  is there and what will come.
- `questions` make a version wait until a steward accepts a reason: more planned than invested,
  nothing filled in and nothing said, fewer rows or places or much less money than the version that
  was accepted last. What was accepted in one version stays accepted in the next, about the same
  figures.
- Everything else is accepted.
- Of the accepted versions of a place the newest counts; the others are superseded. What waits or
  is rejected never touches what counts.
- A steward withdraws the version that counts, and nothing takes its place, or one that waits. A
  version that counted once is brought back, in place of what counts now. What was compared with a
  version that counts no more, or was corrected, is looked at again by the next run.
- In a closed period nothing is accepted until a steward admits that version, whatever was let off
  or answered; what was accepted before and not loaded waits as well. Reopening it accepts what
  waited for nothing else. Withdrawing and bringing back take two stewards there.
- A correction by two stewards changes the figures of the version that counts, and of no other.
- A decision counts at once, its figures from the next run of the corridor on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

Key = tuple[str, str, str]
"""(agency id, form id, period key)"""
Question = tuple[object, ...]
"""what is asked, and about which figures"""

INVESTED = 900.0  # in each work, million VND
CORRECTION = 7.0  # what a correction adds, million VND
_OPEN = ("rejected", "needs_confirmation")
_GONE = ("superseded", "withdrawn")
_MUCH_LESS = 0.9  # of a total; from here on downwards somebody asks


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form as an agency filled it in."""

    kind: str = "right"  # right, wrong, doubtful, foreign, blank (not filled in) or nil (said so)
    amount: int = 100  # planned in the first row, million VND; half of it was paid out
    rows: int = 3
    doubt: int = 1  # how far a doubtful plan lies above what is invested

    @property
    def planned(self) -> list[float]:
        """Give what was planned in each row."""
        rows = 0 if self.kind in ("blank", "nil") else self.rows
        planned = [float(self.amount + n) for n in range(rows)]
        return [INVESTED + self.doubt, *planned[1:]] if self.kind == "doubtful" else planned

    @property
    def paid_out(self) -> list[float]:
        """Give what was paid out in each row."""
        paid_out = [float(self.amount // 2) for _ in self.planned]
        return [self.planned[0] + 10, *paid_out[1:]] if self.kind == "wrong" else paid_out

    @property
    def faults(self) -> set[str]:
        """Say what refuses it, whatever else is known."""
        return {self.kind} & {"wrong", "foreign"}

    def questions(self, before: Version | None) -> set[Question]:
        """Say what is asked about it, beside the version that was accepted last."""
        if self.kind == "blank":
            return {("nothing said",)}
        asked: set[Question] = {("doubtful", self.doubt)} if self.kind == "doubtful" else set()
        if before is not None:
            now, then = len(self.planned), len(before.planned)
            if now < then:  # each row is about another place
                asked |= {("fewer rows", now, then), ("fewer places", now, then)}
            totals = {"planned": before.planned, "paid_out": before.sheet.paid_out}
            for name, figures in totals.items():
                less, more = sum(getattr(self, name)), sum(figures)
                if more and less <= _MUCH_LESS * more:
                    asked.add((f"less {name}", less, more))
        return asked


@dataclass(frozen=True, slots=True)
class File:
    """What an agency sends: its sheets for a period, or something that is no workbook."""

    agency: str
    period: str
    sheets: tuple[tuple[str, Sheet], ...]  # by form
    number: int  # makes one file differ from another of the same content
    other: str = ""  # whose place stands in a foreign row, or in all rows of who owes nothing
    is_owed: bool = True

    @property
    def is_no_workbook(self) -> bool:
        """Whether nothing can be read in it."""
        return not self.sheets

    @property
    def name(self) -> str:
        """Name it as a sender might."""
        return f"BDT_{self.agency}_{self.period}_{self.number}.xlsx"

    def places(self) -> Iterator[tuple[Key, Sheet]]:
        """Give the places on the board that it is about."""
        for form_id, sheet in self.sheets:
            yield (self.agency, form_id, self.period), sheet


@dataclass(slots=True)
class Version:
    """One sheet that arrived for a place."""

    file: File
    sheet: Sheet
    questions: set[Question]
    state: str = "received"
    is_loaded: bool = False
    admitted: int = 0  # to which closing of the period
    corrected: float = 0.0  # what was added to the plan of its last row
    answered: set[Question] = field(default_factory=set)

    @property
    def planned(self) -> list[float]:
        """Give what was planned in each row, corrections included."""
        planned = self.sheet.planned
        return [*planned[:-1], planned[-1] + self.corrected] if planned else []


@dataclass(slots=True)
class Office:
    """Everything that must stand, as things happen."""

    waiting: list[File] = field(default_factory=list)
    received: dict[File, dict[Key, Version]] = field(default_factory=dict)  # when it last counted
    versions: dict[Key, list[Version]] = field(default_factory=lambda: defaultdict(list))
    let_off: set[Key] = field(default_factory=set)  # may pay out more than planned
    excused: set[Key] = field(default_factory=set)  # need not send
    closed: dict[str, int] = field(default_factory=dict)  # period to the number of its closing
    closing_count: int = 0
    stirred: set[Key] = field(default_factory=set)  # something counts no more, or again

    # what agencies do

    def send(self, file: File) -> None:
        """Lay a file where agencies' files arrive."""
        self.waiting.append(file)

    # what the corridor does

    def run(self) -> None:
        """Take in what waits, in the order in which it came, and load what was accepted."""
        for key in self.stirred:
            self._look_again(key)
        self.stirred.clear()
        for file in self.waiting:
            if not self._says_nothing_new(file):
                judged = {key: self._judge(key, file, sheet) for key, sheet in file.places()}
                self.received[file] = judged
        self.waiting.clear()
        for key, versions in self.versions.items():
            self._hold(key, versions)
            self._load(versions)

    def _says_nothing_new(self, file: File) -> bool:
        before = self.received.get(file)
        return before is not None and all(
            version is self.newest(key) and version.state not in _GONE
            for key, version in before.items()
        )

    def _judge(self, key: Key, file: File, sheet: Sheet) -> Version:
        version = Version(file, sheet, sheet.questions(self.accepted_last(key)))
        before = self.newest(key)
        if before:
            version.answered = version.questions & before.answered
        version.state = self._verdict(key, version)
        self.versions[key].append(version)
        return version

    def _verdict(self, key: Key, version: Version) -> str:
        faults = version.sheet.faults - ({"wrong"} if key in self.let_off else set())
        if faults or not version.file.is_owed:
            return "rejected"
        if version.questions - version.answered:
            return "needs_confirmation"
        return self._when_clean(key, version)

    def _look_again(self, key: Key) -> None:
        version = self.newest(key)
        if version and version.state in _OPEN:
            version.questions = version.sheet.questions(self.accepted_last(key))
            version.answered &= version.questions
            version.state = self._verdict(key, version)

    def _hold(self, key: Key, versions: list[Version]) -> None:
        """Let what was accepted and not loaded wait where the period was closed since."""
        for version in versions:
            if version.state == "accepted" and not version.is_loaded:
                version.state = self._when_clean(key, version)

    def _when_clean(self, key: Key, version: Version) -> str:
        closing = self.closed.get(key[2])
        return "accepted" if closing in (None, version.admitted) else "needs_confirmation"

    @staticmethod
    def _load(versions: list[Version]) -> None:
        """Load what was accepted; of what is loaded and accepted only the newest counts."""
        for version in versions:
            version.is_loaded |= version.state == "accepted"
        counting = [one for one in versions if one.state == "accepted"]
        for older in counting[:-1]:
            older.state = "superseded"

    # what stewards decide

    def accept_reason(self, key: Key) -> None:
        """Accept the reasons for what is asked about the newest version."""
        version = self.standing(key)
        if version and version.state == "needs_confirmation":
            version.answered = set(version.questions)
            version.state = self._verdict(key, version)

    def let_off_place(self, key: Key) -> None:
        """Let a place pay out more than planned: for the newest version, and what comes."""
        self.let_off.add(key)
        version = self.standing(key)
        if version and version.state == "rejected":
            version.state = self._verdict(key, version)

    def end_let_off(self, key: Key) -> None:
        """Let it off no more; what was accepted stays accepted."""
        self.let_off.discard(key)

    def excuse(self, key: Key) -> None:
        """Let an agency off sending a form."""
        self.excused.add(key)

    def withdraw(self, key: Key) -> None:
        """Withdraw the version that was accepted last, or else the one that waits."""
        version = self.accepted_last(key) or self.standing(key)
        if version:
            version.state = "withdrawn"
            self.stirred.add(key)

    def bring_back(self, key: Key) -> None:
        """Bring back the newest of the versions that counted once."""
        counted = [v for v in self.versions.get(key, ()) if v.state in _GONE and v.is_loaded]
        if counted:
            for version in self.versions[key]:
                if version.state == "accepted" and version.is_loaded:
                    version.state = "superseded"
            counted[-1].state = "accepted"
            self.stirred.add(key)

    def close(self, key: Key) -> None:
        """Close a period; one that is closed stays as it is."""
        if key[2] not in self.closed:
            self.closing_count += 1
            self.closed[key[2]] = self.closing_count

    def reopen(self, key: Key) -> None:
        """Reopen a period."""
        if self.closed.pop(key[2], None):
            for place in [place for place in self.versions if place[2] == key[2]]:
                version = self.newest(place)
                if version and version.state in _OPEN:
                    version.state = self._verdict(place, version)

    def admit(self, key: Key) -> None:
        """Let a version count that waits for nothing but a closed period."""
        version = self.standing(key)
        if version and self._waits_for_closing(key, version):
            version.admitted = self.closed[key[2]]
            version.state = self._verdict(key, version)

    def _waits_for_closing(self, key: Key, version: Version) -> bool:
        is_answered = not version.questions - version.answered
        return version.state == "needs_confirmation" and key[2] in self.closed and is_answered

    def correct(self, key: Key) -> None:
        """Add to the plan of the last row of the version that counts."""
        version = self.in_force(key)
        if version and version.planned:
            version.corrected += CORRECTION
            self.stirred.add(key)

    # what stands

    def newest(self, key: Key) -> Version | None:
        """Give the newest version of a place."""
        versions = self.versions.get(key)
        return versions[-1] if versions else None

    def standing(self, key: Key) -> Version | None:
        """Give the newest version of a place that was neither replaced nor withdrawn."""
        found = [v for v in self.versions.get(key, ()) if v.state not in _GONE]
        return found[-1] if found else None

    def accepted_last(self, key: Key) -> Version | None:
        """Give the newest version that is accepted, loaded or not."""
        found = [version for version in self.versions.get(key, ()) if version.state == "accepted"]
        return found[-1] if found else None

    def in_force(self, key: Key) -> Version | None:
        """Give the version that counts, if one does."""
        found = [v for v in self.versions.get(key, ()) if v.state == "accepted" and v.is_loaded]
        return found[-1] if found else None

    def on_the_board(self, key: Key) -> str:
        """Say where an obligation stands."""
        if self.in_force(key):
            return "accepted"
        if key in self.excused:
            return "waived"
        newest = self.newest(key)
        return newest.state if newest and newest.state not in _GONE else "missing"
