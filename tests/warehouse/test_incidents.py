"""Faults of our own are kept once, counted when they come again, and end when the work is done."""

from __future__ import annotations

from pathlib import Path

from etl import warehouse
from etl.registry import incidents


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
