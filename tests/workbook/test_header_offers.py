"""Columns that a header may stand for are looked up: none is lost that scoring each would find."""

from __future__ import annotations

import random

import pytest

from etl.contracts import load_forms
from etl.workbook.foreign.layouts.header_keys import header_key
from etl.workbook.foreign.layouts.headers import ColumnKeys, header_index

TIMES = ["năm 2020", "kết quả rà soát", "tổng số", "số tiền", "cuối kỳ", "lũy kế", "tên xã"]


def stacks(count: int) -> list[tuple[str, str, str]]:
    """Make stacks of header texts out of those of all forms, whole, mixed and with words more."""
    index, rng = header_index(load_forms()), random.Random(11)
    columns = [keys for form in index.forms for keys in form.columns]
    texts = {key for one in columns for key in (one.header, one.group, *one.synonyms, *one.paths)}
    known, words = [*sorted(texts), *TIMES], sorted(index.words)

    def text() -> str:
        parts = rng.choice(known).split()
        if rng.random() < 0.3:
            rng.shuffle(parts)
        if rng.random() < 0.3:
            parts.append(rng.choice(words))
        return header_key(" ".join(parts))

    made = []
    for _ in range(count):
        leaf, above = text(), rng.choice(["", text()])
        made.append((rng.choice([leaf, f"{above} {leaf}".strip(), text()]), leaf, above))
    return made


def test_offers_are_those_of_every_column_that_fits() -> None:
    offered = 0
    for stack in stacks(4_000):
        index = header_index(load_forms())
        for form in index.forms:
            scored = ((keys.score(*stack), keys.column.name) for keys in form.columns)
            every = [one for one in scored if one[0]]
            assert index.offers(*stack).get(form.form.id, []) == every, stack
            offered += len(every)
    assert offered > 2_000


def test_header_of_no_column_is_compared_with_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(*_: object) -> float:
        raise AssertionError("a column was compared")

    monkeypatch.setattr(ColumnKeys, "score", compared)
    index = header_index(load_forms())
    assert index.offers("mức phụ cấp", "mức phụ cấp", "danh sách trực") == {}
