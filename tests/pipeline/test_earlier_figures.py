"""Pre-checks beside what was sent earlier: at the desk, and offline from the file it hands out."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import pipeline
from etl.cli.shared import app
from etl.contracts import load_forms
from etl.contracts.rule_book import rule_book_version
from etl.desk import judge, orders
from etl.examine import as_json, examine, places_of
from etl.examine.digest import DigestError, beside_of, read_digest
from etl.judge import digest_for, in_force_for
from etl.model import Finding, Period
from etl.reference import Reference
from sample import write_workbook

AGENCY, OTHER, BOARD = "ubnd-dinh-lap", "ubnd-cao-loc", "ban-dan-toc"
MISSING = "across.related_missing"
YEAR_BEFORE = "năm 2019"


def _not_compared(found: object) -> str:
    findings = found if isinstance(found, list) else list(found)  # type: ignore[call-overload]
    told = [
        one.message if isinstance(one, Finding) else one["message"]
        for one in findings
        if (one.rule_id if isinstance(one, Finding) else one["rule_id"]) == MISSING
    ]
    return " ".join(told)


def test_a_pre_check_compares_with_what_the_warehouse_holds(home: Path, tmp_path: Path) -> None:
    """At the desk and offline alike; nothing of another agency, no names of persons."""
    sent = tmp_path / "gui"
    sent.mkdir()
    for agency_id in (AGENCY, OTHER, BOARD):
        write_workbook(sent, agency_id, "2019")
    pipeline.run(sent)
    path = write_workbook(tmp_path, AGENCY, "2020")
    (alone,) = examine([path])
    assert YEAR_BEFORE in _not_compared(alone.findings)

    order = orders.lay(
        orders.prechecks(home / "desk"),
        {"agency_id": AGENCY, "period_key": "2020", "file_names": [path.name]},
        lambda folder: shutil.copy(path, folder / "1.xlsx") and None,
    )
    asked = orders.find(orders.prechecks(home / "desk"), order.id)
    assert asked is not None
    judge.answer(asked)
    answered = orders.find(orders.prechecks(home / "desk"), order.id)
    assert answered is not None
    assert answered.result is not None
    (document,) = answered.result
    assert YEAR_BEFORE not in _not_compared(document["findings"])
    assert document["rule_book"] == rule_book_version()

    period = Period.parse("2020")
    digest = tmp_path / "so-lieu.json.gz"
    digest.write_bytes(digest_for(Reference.load().agency(AGENCY), period))
    known = read_digest(digest)
    (offline,) = examine([path], beside=partial(beside_of, [known]))
    (online,) = examine([path], beside=partial(in_force_for, AGENCY))
    assert set(offline.findings) == set(online.findings)
    assert len(document["findings"]) == len(online.findings)
    told = CliRunner().invoke(app, ["examine", "--beside", str(digest), str(path)])
    assert "Đã so với số liệu đã gửi của Ủy ban nhân dân huyện Đình Lập" in told.output
    assert f"Bộ quy tắc phiên bản {rule_book_version()}" in told.output

    keys = places_of([alone.reading])
    assert {agency_id for _, agency_id, _ in known.tables} == {AGENCY}
    assert {key[2] for key in known.tables} == {"2019"}
    assert in_force_for(OTHER, keys).tables == {}  # a file of another agency looks nothing up
    stranger = beside_of([known], [(form, OTHER, "2020") for form, _, _ in keys])
    assert stranger.tables == {}
    assert digest.stat().st_size < path.stat().st_size

    board = Reference.load().agency(BOARD)
    digest.write_bytes(digest_for(board, Period.parse("2020")))
    personal = {c.name for c in load_forms()["commendations"].columns if c.personal}
    table = read_digest(digest).tables["commendations", BOARD, "2019"]
    assert personal
    assert personal.isdisjoint(table.values)
    assert table.rows


def test_a_pre_check_says_that_a_period_is_closed(home: Path, tmp_path: Path) -> None:
    path, other = (write_workbook(tmp_path, AGENCY, year) for year in ("2020", "2019"))
    pipeline.open_warehouse()
    pipeline.close_period("2020", "can-bo-a", "Đã chốt số liệu năm")
    digest = tmp_path / "so-lieu.json.gz"
    digest.write_bytes(digest_for(Reference.load().agency(AGENCY), Period.parse("2020")))
    told = CliRunner().invoke(app, ["examine", "--beside", str(digest), str(path)])
    assert "Năm 2020: kỳ đã khóa, bản gửi sẽ chờ cán bộ tổng hợp" in told.output
    online = examine([path, other], beside=partial(in_force_for, AGENCY))
    assert [as_json(one)["period_closed"] for one in online] == [True, False]
    assert "đã khóa" not in CliRunner().invoke(app, ["examine", str(path)]).output


def _content(change: Callable[[dict[str, object]], object]) -> Callable[[bytes], bytes]:
    def changed(found: bytes) -> bytes:
        whole = json.loads(gzip.decompress(found))
        change(whole)
        return gzip.compress(json.dumps(whole).encode())

    return changed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda found: found[: len(found) // 2], "bị hỏng hoặc chưa tải hết"),
        (lambda _: b"PK", "không phải tệp số liệu đã gửi"),
        (lambda _: gzip.compress(b"[]"), "không phải tệp số liệu đã gửi"),
        (
            _content(lambda whole: whole.update(content=str(whole["content"]).replace("0", "1"))),
            "bị hỏng",
        ),
        (_content(lambda whole: whole.update(format=99)), "phiên bản khác của chương trình"),
    ],
    ids=["half", "other", "list", "digit", "version"],
)
def test_a_damaged_file_of_earlier_figures_is_told(
    home: Path, tmp_path: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    path = tmp_path / "so-lieu.json.gz"
    whole = digest_for(Reference.load().agency(AGENCY), Period.parse("2020"))
    path.write_bytes(whole)
    assert read_digest(path).tables == {}
    path.write_bytes(change(whole))
    with pytest.raises(DigestError, match=told):
        read_digest(path)
