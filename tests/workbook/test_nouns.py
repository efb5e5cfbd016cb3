"""What the rooms of the reader pass on to each other is frozen: nobody changes it on its way."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from etl.workbook.gate import Checked
from etl.workbook.issued.cells.details import Details
from etl.workbook.issued.cells.grid import Book, Sheet
from etl.workbook.issued.records.row_labels import GroupRow, Sorted
from etl.workbook.issued.records.telling import Read
from etl.workbook.issued.senders.sender import Sender
from etl.workbook.issued.tables.found import Found

NOUNS = (Checked, Book, Sheet, Details, Found, Sender, Sorted, GroupRow, Read)


@pytest.mark.parametrize("noun", NOUNS)
def test_nobody_sets_a_field_of_a_noun(noun: type) -> None:
    one = object.__new__(noun)
    for field in fields(noun):
        with pytest.raises(FrozenInstanceError):
            setattr(one, field.name, None)
