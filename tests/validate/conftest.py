"""Forms and reference lists for the judge's tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from etl.contracts import load_forms
from etl.model import Form
from etl.reference import Reference
from etl.reference.seeds import Obligation


@pytest.fixture(scope="session")
def forms() -> Mapping[str, Form]:
    return load_forms()


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference.load()


@pytest.fixture(scope="session")
def both_owe() -> Reference:
    """Give reference lists in which a body of the province owes works as well."""
    known = Reference.load()
    (owed, *_) = (one for one in known.seeds.obligations if one.form_id == "works")
    more = Obligation("ban-dan-toc", "", "works", owed.frequency, owed.valid_from, None)
    seeds = replace(known.seeds, obligations=(*known.seeds.obligations, more))
    return Reference(seeds)
