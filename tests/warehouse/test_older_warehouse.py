"""A warehouse of an earlier version comes to this one with everything that was in it.

`older/<migration>.sql.gz` is what that version's `pg_dump` wrote of a small, invented warehouse in
which every table has rows, but for those of `_NOT_IN`: returns in every state, superseded ones,
corrections, reasons, waivers, links, a published report, a refused one and a draft. A new migration
is tried on it here first. A column that a migration renames or removes on purpose is told in
`_CHANGED`, with where it went.
"""

from __future__ import annotations

import gzip
import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from older_warehouse import FIGURES, INDICATORS, Row, Seen, look
from returns_by_hand import accepted, works

from etl import PROJECT, warehouse
from etl.backup import backups, make_key
from etl.backup.kept_archives import read_key
from etl.backup.restore import read_back
from etl.errors import RegistryError
from etl.pipeline import safekeeping
from etl.registry import judged, period_board, received, return_history
from etl.registry.decisions import refuse_held_places
from etl.settings import settings
from etl.warehouse import embedded
from etl.warehouse.schema import migrate
from tests.conftest import database_url

_OLDER = Path(__file__).parent / "older"
_NOT_IN = {  # tables that nothing had filled when a dump was made
    "0035.sql.gz": {
        "ref.signing",
        "release.content",
        "release.sign_off",
        "release.sign_off_request",
    },
    "0042.sql.gz": {
        "ref.series_break",
        "ref.signing",
        "release.sign_off",
        "release.sign_off_request",
    },
}
_NEWEST = max(path.name for path in (PROJECT / "sql" / "migrations").glob("*.sql"))[:4]
_PACKED_BEFORE = "0032"  # until then a row's number held that of its sheet
_REMADE = ("ref.", "registry.warehouse_state", "registry.schema_version")  # made by every migration
_PACKED = frozenset({"excel_row"})  # with a sheet's number in it, which is in `sheet_no` now
_CHANGED: Mapping[str, frozenset[str]] = {  # table → columns that are no longer there, or the same
    "landing.works": _PACKED,
    "registry.correction": _PACKED,
    "registry.finding": frozenset({"cells"}),
}
_ON_TWO_SHEETS = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE moved AS
SELECT k.return_id, k.excel_row FROM registry.correction k JOIN landing.works w USING (return_id)
WHERE EXISTS (SELECT FROM mart.return_in_force i WHERE i.return_id = k.return_id)
ORDER BY k.id LIMIT 1;
UPDATE registry.return r SET more_sheets = '{Cụm nam}' FROM moved m WHERE r.id = m.return_id;
UPDATE registry.correction k SET excel_row = k.excel_row + 10000000
FROM moved m WHERE (k.return_id, k.excel_row) = (m.return_id, m.excel_row);
UPDATE landing.works w SET excel_row = w.excel_row + 10000000
FROM moved m WHERE (w.return_id, w.excel_row) = (m.return_id, m.excel_row);
UPDATE registry.finding SET cells = '[{"sheet": "Cụm nam", "letter": "H", "row": 10000008}]'
WHERE id = (SELECT min(id) FROM registry.finding WHERE cells <> '[]');
"""
_RATES, _BASIS = "mart.poverty_rate", "minority_poor_of_minority"
_WORKS_OF_ONE = (
    "SELECT return_id FROM mart.return_in_force "
    "WHERE agency_id = 'ubnd-binh-gia' AND form_id = 'works' AND period_key = '2020'"
)


@pytest.fixture(scope="module", params=sorted(path.name for path in _OLDER.glob("*.sql.gz")))
def moved(
    request: pytest.FixtureRequest,
    database_server: embedded.Server,
    template_database: str,  # its roles belong to the server: a dump of one database has none
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Seen, Seen]]:
    """Give what an older warehouse held before and after it was brought to this version."""
    name = f"older_{request.param.partition('.')[0]}"
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}"')
    psql = [embedded.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null"]
    dump = gzip.decompress((_OLDER / request.param).read_bytes())
    if request.param < _PACKED_BEFORE:
        dump += _ON_TWO_SHEETS.encode()
    subprocess.run([*psql, "-d", database_server.conninfo(name)], input=dump, check=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", database_url(database_server, name))
        patch.setenv("ETL_HOME", str(tmp_path_factory.mktemp("older")))
        settings.cache_clear()
        warehouse.dispose()
        before = look(request.param)
        with warehouse.transaction("owner") as conn:  # also while the dump's version is this one
            conn.execute(sa.text("UPDATE registry.warehouse_state SET fingerprint = 'older'"))
        patch.setenv("ETL_BACKUP_KEY", str(settings().home / "khoa.txt"))
        make_key(settings().home / "khoa.txt")
        safekeeping.open_warehouse()
        yield before, look(request.param)
        warehouse.dispose()
    settings.cache_clear()
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_backup_of_it_as_it_was_was_taken_first(moved: tuple[Seen, Seen]) -> None:
    """Its workbooks are nowhere here, which is told in the backup and stops no upgrade."""
    before, _ = moved
    if before.name >= _NEWEST:  # nothing to upgrade: no later migration was written yet
        assert backups() == []
        return
    (taken,) = backups()
    assert len(taken.missing) > 10
    identity = read_key(settings().home / "khoa.txt")
    tables = read_back(taken.path, identity)[0].tables["warehouse"]
    assert tables == {name: len(rows) for name, rows in before.tables.items()}


def test_every_row_of_every_table_is_still_there(moved: tuple[Seen, Seen]) -> None:
    before, after = moved
    assert len(before.tables) > 40
    empty = {name for name, rows in before.tables.items() if not rows}
    assert empty == _NOT_IN.get(before.name, set())  # nothing passes on air
    lost = {
        name: gone
        for name, rows in before.tables.items()
        if not name.startswith(_REMADE)
        and (gone := _lost(rows, after.tables.get(name, []), _CHANGED.get(name, frozenset())))
    }
    assert lost == {}


def test_what_was_received_loaded_and_issued_is_as_many_as_before(
    moved: tuple[Seen, Seen],
) -> None:
    before, after = moved
    kept = [name for name in before.tables if name.startswith(("landing.", "release."))]
    kept += ["registry.submission", "registry.return", "registry.return_load", "registry.finding"]
    assert {name: len(after.tables[name]) for name in kept} == {
        name: len(before.tables[name]) for name in kept
    }


def test_the_same_returns_are_in_force(moved: tuple[Seen, Seen]) -> None:
    before, after = moved
    assert len(before.in_force) > 10
    assert after.in_force == before.in_force


@pytest.mark.parametrize("mart", FIGURES)
def test_figures_are_what_they_were_now_and_in_the_published_report(
    moved: tuple[Seen, Seen], mart: str
) -> None:
    before, after = moved
    for old, new in ((before.figures, after.figures), (before.released, after.released)):
        told = {
            (row["period_key"], row["indicator_id"]): row["value"]
            for row in new.get(INDICATORS, ())
        }
        if INDICATORS in old:  # it had them already
            for row in old[INDICATORS]:
                assert told[row["period_key"], row["indicator_id"]] == row["value"]
            continue
        rows = [row for row in old[mart] if mart != _RATES or row["basis"] == _BASIS]
        assert rows
        for row in rows:
            for column, indicator in FIGURES[mart].items():
                assert told[row["period_key"], indicator] == pytest.approx(row[column], abs=1e-9)


def test_every_figure_leads_to_its_cell_on_its_sheet(moved: tuple[Seen, Seen]) -> None:
    before, after = moved
    assert before.addresses
    assert after.addresses == before.addresses
    if before.name >= _PACKED_BEFORE:
        return
    assert {sheet for _, _, sheet, *_ in before.addresses} > {"Cụm nam"}
    assert [row for row in before.addresses if row[2] == "Cụm nam" and row[-1]]  # is corrected
    cells = [cell for row in after.tables["registry.finding"] for cell in row["cells"]]
    assert {"sheet": "Cụm nam", "letter": "H", "row": 8} in cells
    assert max(cell["row"] for cell in cells) < 1_000_000


def test_events_keep_their_order_and_take_a_place_among_all(moved: tuple[Seen, Seen]) -> None:
    _, after = moved
    ordered = [name for name, rows in after.tables.items() if rows and "seq" in rows[0]]
    assert "registry.return_event" in ordered
    places = [row["seq"] for name in ordered for row in after.tables[name]]
    assert len(places) == len(set(places)) > 20
    for name in set(ordered) - {"registry.return_load"}:  # which has no number of its own
        rows = sorted(after.tables[name], key=lambda row: row["id"])
        assert [row["seq"] for row in rows] == sorted(row["seq"] for row in rows)


def test_reports_of_a_period_form_a_chain_and_keep_the_contents_that_they_had(
    moved: tuple[Seen, Seen],
) -> None:
    """What had none yet is drafted again; what an earlier version published stays published."""
    before, after = moved
    reports = sorted(after.tables["release.release"], key=lambda row: row["id"])
    last: dict[str, int] = {}
    for row in reports:
        assert row["predecessor_id"] == last.get(row["period_key"])
        last[row["period_key"]] = row["id"]
    published = [row for row in reports if row["state"] == "published"]
    assert published
    assert all(row["signed_on"] for row in published)
    assert after.tables["release.content"] == before.tables.get("release.content", [])


def test_of_what_waits_nobody_lets_count_what_nobody_knows_the_places_of(
    moved: tuple[Seen, Seen],
) -> None:
    """It was judged before they were kept: the next run judges it again."""
    before, after = moved
    known = {row["return_id"] for row in before.tables.get("registry.judgement", ())}
    exclusive = {row["id"] for row in after.tables["ref.form"] if row["exclusive_column"]}
    loaded = {row["return_id"] for row in after.tables["registry.return_load"]}
    waits = {
        row["return_id"]
        for row in after.tables["registry.standing"]
        if row["form_id"] in exclusive
        and row["return_id"] not in loaded | known
        and row["state"] in ("rejected", "needs_confirmation", "awaiting_signature")
    }
    assert waits
    with warehouse.transaction() as conn:
        assert judged.to_judge_anew(conn) == dict.fromkeys(waits, "rules_changed")
        for return_id in waits:
            with pytest.raises(RegistryError, match="trước lần nâng cấp"):
                refuse_held_places(conn, return_id)


def test_it_goes_on_from_there(moved: tuple[Seen, Seen]) -> None:
    """A later version supersedes an older version's, and every role can do its work."""
    assert migrate() is False
    with warehouse.transaction("owner") as conn:
        assert period_board.closings(conn, ["2020"])["2020"].release_id is not None
        period_board.reopen_period(conn, "2020", actor="can-bo-a", reason="Nhận số liệu thẩm tra")
        (old,) = conn.execute(sa.text(_WORKS_OF_ONE)).scalars()
        new = accepted(
            conn,
            "sau-nang-cap",
            works({"district": "181", "commune": "06043"}),
            agency_id="ubnd-binh-gia",
        )
        assert [*conn.execute(sa.text(_WORKS_OF_ONE)).scalars()] == [new]
        assert return_history.state_of(conn, old).value == "superseded"
        assert [one.file_name for one in received.pending_submissions(conn)] == ["cho-doc.xlsx"]
        conn.rollback()
    for role in ("steward", "analyst", "report"):
        with warehouse.transaction(role) as conn:  # type: ignore[arg-type]
            assert conn.execute(sa.text("SELECT count(*) FROM mart.works")).scalar_one() > 0


def _lost(old: list[Row], new: list[Row], changed: frozenset[str]) -> list[str]:
    """Give the old rows that no new row repeats, in the columns that the old ones have."""
    columns = {name for row in old for name in row} - changed
    found = Counter(_text({name: row.get(name) for name in columns}) for row in new)
    wanted = Counter(_text({name: row[name] for name in columns}) for row in old)
    return sorted((wanted - found).elements())


def _text(row: Row) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
