"""Forms and reference lists for the judge's tests."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from etl.contracts import load_forms
from etl.model import Form
from etl.reference import Reference


@pytest.fixture(scope="session")
def forms() -> Mapping[str, Form]:
    return load_forms()


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference.load()
