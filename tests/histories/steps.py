"""What happens in a history: a seed in, steps out.

A history is what happens around two districts in one year. The one surprising thing: steps are
drawn while the model walks along, so that they meet what they are about; played again without
some of them, a step that meets nothing does nothing, to the model and to the corridor alike.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.histories.model import File, Key, Office, Sheet

YEARS = ("2016", "2018", "2020", "2022", "2024")  # the year before a year is nobody's
PAIRS = (
    ("ubnd-trang-dinh", "ubnd-binh-gia"),
    ("ubnd-van-lang", "ubnd-cao-loc"),
    ("ubnd-van-quan", "ubnd-bac-son"),
    ("ubnd-huu-lung", "ubnd-chi-lang"),
    ("ubnd-loc-binh", "ubnd-dinh-lap"),
)
# Bodies of the province that owe no such form; one for each pair.
STRANGERS = ("so-tai-chinh", "so-y-te", "so-gtvt", "so-tttt", "so-tu-phap")
FORMS = ("works", "support_projects")
_NOT_OWED, _NO_WORKBOOK, _AGAIN = 0.05, 0.05, 0.12
_FILES = 8  # that an agency may send for a period
_KINDS = ("right", "right", "right", "right", "wrong", "doubtful", "foreign", "blank", "nil")


@dataclass(frozen=True, slots=True)
class Lane:
    """Where a history takes place: what it is about is about no other lane."""

    year: str
    agencies: tuple[str, str]

    @property
    def stranger(self) -> str:
        """Give who sends here what they do not owe."""
        return STRANGERS[PAIRS.index(self.agencies)]

    @property
    def periods(self) -> tuple[str, ...]:
        """Give its periods; with a quarter missing, quarters are not compared with the year."""
        return f"{self.year}-Q1", f"{self.year}-Q2", self.year

    def __str__(self) -> str:
        """Name it: 2020/ubnd-van-quan."""
        return f"{self.year}/{self.agencies[0]}"

    @property
    def keys(self) -> list[Key]:
        """Give the places on the board that it is about."""
        return [(a, f, p) for a in self.agencies for f in FORMS for p in self.periods]


LANES = tuple(Lane(year, pair) for pair in PAIRS for year in YEARS)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: `act` is a method of the model and of the corridor's driver."""

    act: str
    file: File | None = None
    key: Key | None = None

    def __str__(self) -> str:
        """Print it as a line of a history."""
        if self.file is None:
            return f"{self.act} {' '.join(self.key or ())}".strip()
        sheets = ", ".join(
            f"{form}: {s.kind} {s.amount} x{s.rows}"
            + (f" +{s.doubt}" if s.kind == "doubtful" else "")
            for form, s in self.file.sheets
        )
        return f"{self.act} {self.file.name} ({sheets or 'no workbook'})"


def apply(office: Office, step: Step) -> None:
    """Let a step happen in the model."""
    if step.act != "nothing":
        getattr(office, step.act)(step.file or step.key)


def history(seed: str, lane: Lane, length: int) -> list[Step]:
    """Draw the steps of a history."""
    rng, office, sent = random.Random(seed), Office(), []
    steps: list[Step] = []
    for _ in range(length):
        step = _draw(rng, office, lane, sent)
        if step.file is not None:
            sent.append(step.file)
        apply(office, step)
        office.run()
        steps.append(step)
    return steps


def _draw(rng: random.Random, office: Office, lane: Lane, sent: Sequence[File]) -> Step:
    """Draw what happens next among what can, or a file."""
    roll = rng.random()
    for act, (chance, places) in _chances(office, lane).items():
        if places and roll < chance:
            return Step(act, key=rng.choice(places))
        roll -= chance if places else 0.0
    if sent and roll < _AGAIN:
        return Step("send", file=rng.choice(sent))
    agency = rng.choice(lane.agencies)
    (other,) = set(lane.agencies) - {agency}
    if rng.random() < _NOT_OWED:
        agency = lane.stranger
    return Step("send", file=_file(agency, other, rng.choice(lane.periods), rng.randrange(_FILES)))


def _chances(office: Office, lane: Lane) -> dict[str, tuple[float, list[Key]]]:
    """Say how likely each decision is, and where there is something to decide."""
    standing = {key: version for key in lane.keys if (version := office.standing(key))}
    asked = [key for key, version in standing.items() if version.state == "needs_confirmation"]
    return {
        "accept_reason": (0.15, asked),
        "admit": (0.10, [key for key in asked if key[2] in office.closed]),
        "let_off_place": (0.07, [key for key, v in standing.items() if v.state == "rejected"]),
        "end_let_off": (0.03, sorted(office.let_off)),
        "withdraw": (0.06, list(standing)),
        "bring_back": (0.06, [key for key in lane.keys if any(_counted(office, key))]),
        "excuse": (0.03, lane.keys),
        "close": (0.02, lane.keys),
        "reopen": (0.15, [key for key in lane.keys if key[2] in office.closed]),
        "correct": (0.01, [key for key in standing if office.in_force(key)]),
    }


def _counted(office: Office, key: Key) -> list[bool]:
    """Tell of each version whether it counted once and does not now."""
    versions = office.versions.get(key, ())
    return [v.is_loaded and v.state in ("superseded", "withdrawn") for v in versions]


def _file(agency: str, other: str, period: str, number: int) -> File:
    """Give the n-th file that an agency may send for a period; the same in every history.

    Writing and reading a workbook costs more than what becomes of it.
    """
    rng = random.Random(f"{agency} {period} {number}")
    forms = FORMS if rng.random() < 0.7 else (rng.choice(FORMS),)
    sheets = tuple((form, _sheet(rng, form)) for form in forms)
    if agency in STRANGERS:
        sheets = tuple((form, replace(sheet, kind="right")) for form, sheet in sheets)
    elif rng.random() < _NO_WORKBOOK:
        sheets = ()
    return File(agency, period, sheets, number, other, is_owed=agency not in STRANGERS)


def _sheet(rng: random.Random, form: str) -> Sheet:
    kind = rng.choice(_KINDS)
    if kind == "doubtful" and form != "works":
        kind = "right"  # only works know a question about one row
    return Sheet(kind, rng.choice((100, 200, 300)), rng.choice((2, 3)), rng.choice((1, 2)))
