"""The inbox is announced when it has come to rest, once, and again when it was overlooked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from etl.airflow.watch import Bell, InboxTrigger, Rest, changed_at, listing


def write(folder: Path, name: str, text: str = "x") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def rest() -> Rest:
    return Rest(again_after=100)


def test_an_empty_or_absent_inbox_is_no_news(rest: Rest, tmp_path: Path) -> None:
    assert listing(tmp_path / "absent") == {}
    assert rest.news({}, 0) == []
    assert rest.news({}, 1) == []


@pytest.mark.parametrize("name", ["a.xlsx", "district/b.xls", "không dấu.ods", "no-extension"])
def test_files_that_people_drop_are_seen(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert list(listing(tmp_path)) == [name]


def test_nothing_is_announced_while_somebody_writes(rest: Rest) -> None:
    assert rest.news({"a": (1, 1, 1)}, 0) == []
    assert rest.news({"a": (2, 2, 2)}, 2) == []
    assert rest.news({"a": (2, 2, 2), "b": (1, 1, 1)}, 4) == []
    assert rest.news({"a": (2, 2, 2), "b": (1, 1, 1)}, 6) == ["a", "b"]


def test_a_file_is_announced_once_until_it_changes(rest: Rest) -> None:
    rest.news({"a": (1, 1, 1)}, 0)
    assert rest.news({"a": (1, 1, 1)}, 2) == ["a"]
    assert rest.news({"a": (1, 1, 1)}, 4) == []
    rest.news({"a": (9, 9, 9)}, 6)
    assert rest.news({"a": (9, 9, 9)}, 8) == ["a"]


def test_a_file_that_nobody_collects_is_announced_again(rest: Rest) -> None:
    rest.news({"a": (1, 1, 1)}, 0)
    assert rest.news({"a": (1, 1, 1)}, 2) == ["a"]
    assert rest.news({"a": (1, 1, 1)}, 101) == []
    assert rest.news({"a": (1, 1, 1)}, 103) == ["a"]


def test_a_file_that_cannot_be_taken_is_announced_ever_more_seldom(rest: Rest) -> None:
    snapshot = {"a": (1, 1, 1)}
    rest.news(snapshot, 0)
    rung = [now for now in range(1, 2000) if rest.news(snapshot, now)]
    assert rung == [1, 101, 301, 701, 1501]
    rest.news({"a": (1, 1, 2)}, 2000)  # somebody has given it another mode
    assert rest.news({"a": (1, 1, 2)}, 2001) == ["a"]


def test_the_same_name_collected_and_dropped_again_is_news(rest: Rest) -> None:
    rest.news({"a": (1, 1, 1)}, 0)
    rest.news({"a": (1, 1, 1)}, 2)
    rest.news({}, 4)
    rest.news({}, 6)
    rest.news({"a": (1, 1, 1)}, 8)
    assert rest.news({"a": (1, 1, 1)}, 10) == ["a"]


def test_the_trigger_fires_per_batch_and_can_be_made_again(tmp_path: Path) -> None:
    inbox, desk = tmp_path / "inbox", tmp_path / "desk"
    path, arguments = InboxTrigger(str(inbox), str(desk), poll_seconds=0.01).serialize()
    assert path == "etl.airflow.watch.InboxTrigger"
    trigger = InboxTrigger(**arguments)

    async def two_batches() -> list[object]:
        seen: list[object] = []
        write(inbox, "a.xlsx")
        write(inbox, "b.xlsx")
        async for event in trigger.run():
            seen.append(event.payload)
            if len(seen) == 2:
                break
            write(desk, "sent-at-the-desk")
        return seen

    batches = asyncio.run(two_batches())
    assert batches == [{"files": 2, "desk": False}, {"files": 0, "desk": True}]


def test_the_desk_rings_once_per_sending_and_only_when_it_is_over(tmp_path: Path) -> None:
    bell, desk = Bell(), tmp_path / "incoming"
    assert not bell.rings(changed_at(desk))
    assert [bell.rings(moment) for moment in (1, 2, 2, 2, 3, 3)] == [
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    write(desk, "a")
    assert changed_at(desk) is not None
