"""A handful of sample workbooks of one year, written once: three senders, one of them faulty."""

from __future__ import annotations

from pathlib import Path

import pytest

from sample import FAULTS, write_workbook

FAULTY = FAULTS[0]
GOOD_SENDERS = ("ban-dan-toc", "ubnd-dinh-lap")


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two good workbooks and a faulty one, all for 2020."""
    folder = tmp_path_factory.mktemp("gui-den")
    for agency_id in GOOD_SENDERS:
        write_workbook(folder, agency_id, "2020")
    write_workbook(folder, FAULTY.agency_id, FAULTY.period_key, fault=FAULTY)
    return folder


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the corrected second version of the faulty workbook."""
    folder = tmp_path_factory.mktemp("gui-lai")
    write_workbook(folder, FAULTY.agency_id, FAULTY.period_key, version=2)
    return folder
