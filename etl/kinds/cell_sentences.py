"""What is wrong with a cell, and sentences for texts that are on no list: text in, trouble out.

The one surprising thing: a near name is asked for ("Ý ông/bà là …?") and never taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from etl import RULES
from etl.model import Severity
from etl.wording import in_quotes, shown, small
from etl.wording.names import visible

_MAX_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one cell, before its address is known."""

    rule: str  # without "cell."
    message: str
    value: str = ""
    expected: str = ""
    severity: Severity = Severity.CRITICAL


@cache
def sentences(file: str) -> Mapping[str, Any]:
    """Give what a file of expectations/ says, by name: a rule and, behind a dot, the case of it."""
    text = (RULES / file).read_text(encoding="utf-8")
    return dict(yaml.load(text, yaml.CSafeLoader))


def trouble(
    said: str,
    value: object,
    expected: str = "",
    severity: Severity = Severity.CRITICAL,
    /,
    rule: str = "",
    **words: str,
) -> Trouble:
    """Say a sentence of cell_sentences.yaml; `rule` is that of one that several share."""
    text = quoted(value)
    sentence = sentences("cell_sentences.yaml")[said].format(value=text, expected=expected, **words)
    return Trouble(rule or said.partition(".")[0], sentence, text, expected, severity)


def quoted(value: object) -> str:
    """Give what the officer wrote, as a person reads it, cut to a length that fits a sentence."""
    text = " ".join(visible(shown(value)).split())
    return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 1] + "…"


def asked(names: Sequence[str]) -> str:
    """Offer near names as a question; "" when there are none."""
    if not names:
        return ""
    *first, last = names[:3]
    before = f"{in_quotes(first)} hay " if first else ""
    return f" Ý ông/bà là {before}{in_quotes([last])}?"


def unknown_name(
    rule: str, what: str, value: object, near: Sequence[str], where: str = ""
) -> Trouble:
    """Refuse a name that is on no list, or not in the part of it that is called `where`."""
    words = {"whose": f"{where} không có" if where else "Không có", "what": what}
    expected, offer = "; ".join(near[:3]), asked(near)
    return trouble("unknown_member", value, expected, rule=rule, offer=offer, **words)


def ambiguous_name(rule: str, what: str, value: object, names: Sequence[str]) -> Trouble:
    """Ask which one of several of the same name is meant."""
    words = {"count": str(len(names)), "what": what, "first": names[0]}
    return trouble("ambiguous_member", value, "; ".join(names[:4]), rule=rule, **words)


def other_district(value: object, district: str, homes: Sequence[str]) -> Trouble:
    """Refuse a commune that lies elsewhere than its row says."""
    words = {"district": small(district), "belongs": " hoặc ".join(map(small, homes))}
    return trouble("commune_of_other_district", value, "; ".join(homes), **words)
