"""How a period stands, as the terminal shows it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from rich.console import Console

from etl.cli.status import status_table


def shown(state: str, latest_state: str | None, versions: int) -> str:
    """Print a board with one obligation."""
    owed = {
        "agency_id": "ubnd-dinh-lap",
        "agency_name": "UBND huyện Đình Lập",
        "form_id": "works",
        "state": state,
        "latest_state": latest_state,
        "version_count": versions,
        "due_on": dt.date(2020, 12, 16),
        "is_late": False,
        "is_backfilled": False,
    }
    board = {"period_key": "2020", "complete": False, "failed_checks": [], "returns": [owed]}
    text = io.StringIO()
    Console(file=text, width=200).print(status_table(board))
    return text.getvalue()


@pytest.mark.parametrize(
    ("state", "latest_state", "versions", "words"),
    [
        ("waived", None, 0, "được miễn"),
        ("waived", "rejected", 1, "được miễn (bản 1)"),
        ("missing", None, 0, "chưa gửi"),
        ("rejected", "rejected", 2, "cần sửa (bản 2)"),
        ("received", "received", 1, "đang kiểm tra (bản 1)"),
        ("accepted", "rejected", 2, "đã chấp nhận (bản 2)"),
    ],
)
def test_each_obligation_stands_in_words(
    state: str, latest_state: str | None, versions: int, words: str
) -> None:
    said = shown(state, latest_state, versions)
    assert words in said
    assert ("chưa gửi" in said) == (state == "missing")
