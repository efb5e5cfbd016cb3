"""A desk that is killed while it takes a workbook in: all of it is there, or it is sent again."""

from __future__ import annotations

import io
import os
from pathlib import Path

from killing import killed_at
from starlette.datastructures import UploadFile

from etl import vault, warehouse
from etl.desk import uploads
from etl.registry import received
from sample import write_workbook

AGENCY, PERIOD = "ubnd-trang-dinh", "2020"


def test_an_upload_killed_at_any_step_is_whole_or_sent_again(home: Path) -> None:
    content = write_workbook(home, AGENCY, PERIOD).read_bytes()

    def send() -> list[int]:
        file = UploadFile(io.BytesIO(content), filename="Báo cáo.xlsx", size=len(content))
        return uploads.receive([file], AGENCY, PERIOD, f"lien-ket:{AGENCY}")

    def in_child() -> None:
        warehouse.dispose()  # connections of the parent are not the child's
        send()

    points = 0
    while killed_at(points + 1, in_child, files=True):
        points += 1
        _is_whole_or_not_there(content)
    assert points > 10
    (once,) = send()
    assert send() == [once]  # after all that, still one submission
    with warehouse.transaction() as conn:
        (submission,) = received.submissions(conn, [once])
    assert vault.path_of(submission.sha256).read_bytes() == content
    left = list(uploads.incoming().iterdir())
    assert left  # by those that were killed
    for folder in left:
        os.utime(folder, (0, 0))
    send()
    assert list(uploads.incoming().iterdir()) == []


def _is_whole_or_not_there(content: bytes) -> None:
    """What the registry knows lies whole in the vault, with the sending that brought it."""
    with warehouse.transaction() as conn:
        counts = conn.exec_driver_sql(
            "SELECT (SELECT count(*) FROM registry.submission), "
            "(SELECT count(*) FROM registry.upload), "
            "(SELECT count(*) FROM registry.submission_event)"
        ).one()
        pending = received.pending_submissions(conn)
    submissions, sendings, events = counts
    assert submissions == min(sendings, 1)  # a sending that was whole before, and this one
    assert events == sendings
    for submission in pending:
        assert vault.path_of(submission.sha256).read_bytes() == content
