"""Faults of our own are kept once, counted when they come again, and end when the work is done."""

from __future__ import annotations

from pathlib import Path

from returns_by_hand import judged, works

from etl import pipeline, warehouse
from etl.errors import LoadError
from etl.registry import incidents, versions


def test_the_same_fault_of_the_same_work_is_one_incident_until_it_is_resolved(home: Path) -> None:
    with warehouse.transaction() as conn:
        first = incidents.note_incident(conn, "backup", "Ổ đĩa đầy")
        assert incidents.note_incident(conn, "backup", "Ổ đĩa vẫn đầy") == first
        other = incidents.note_incident(conn, "vault", "Không mở được tệp trong kho lưu")
        (backup, vault) = incidents.open_incidents(conn)
        assert (backup.id, backup.failed_count) == (first, 2)
        assert (vault.id, vault.failed_count, vault.is_told) == (other, 1, False)

        incidents.note_told(conn, other, detail="Đã gửi thư")
        assert [one.is_told for one in incidents.open_incidents(conn)] == [False, True]

        assert incidents.resolve_incidents(conn, "backup") == 1
        assert incidents.resolve_incidents(conn, "backup") == 0
        assert [one.id for one in incidents.open_incidents(conn)] == [other]
        assert incidents.note_incident(conn, "backup", "Ổ đĩa lại đầy") not in (first, other)


def test_what_does_not_wait_to_be_loaded_any_more_is_told_of_no_longer(home: Path) -> None:
    with warehouse.transaction() as conn:
        gone = judged(conn, "a", works())
        other = judged(conn, "b", works(), agency_id="ubnd-binh-gia")
        for one in (gone, other):
            incidents.note_incident(conn, LoadError.kind, "không nạp được", return_id=one)
        versions.change_version(conn, gone, "withdraw", actor="can-bo-1", reason="Gửi nhầm tệp")
    pipeline.step_verify()
    with warehouse.transaction() as conn:
        told = [one.return_id for one in incidents.open_incidents(conn)]
    assert (gone in told, other in told) == (False, True)
