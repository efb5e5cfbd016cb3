"""A desk with people and returns for a whole test module: a real warehouse, real workbooks.

`world` is what tests ask for. Its returns are judged by hand, so that no module waits for the
judging room unless it is about judging.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from desk_world import DISTRICT, OTHER, PERIOD, World, make_world

from etl import warehouse
from etl.desk import orders
from etl.desk.identity import Role
from etl.settings import settings
from etl.warehouse import embedded
from tests.conftest import database_url

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def desk_home(
    database_server: embedded.Server,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """Give a module its own home folder and warehouse, ready to use."""
    name = f"desk_{next(_numbers)}"
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        conn.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_URL", database_url(database_server, name))
        patch.setenv("ETL_HOME", str(folder))
        settings.cache_clear()
        warehouse.dispose()
        yield folder
        warehouse.dispose()
    settings.cache_clear()
    with psycopg.connect(database_server.conninfo(), autocommit=True) as conn:
        conn.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def world(desk_home: Path) -> World:
    """Give a desk with one agency's returns in every state and somebody of each role."""
    return make_world(desk_home)


@pytest.fixture(scope="module")
def places(world: World) -> dict[str, object]:
    """Give what the addresses of pages stand on: numbers of real things."""
    folder = world.home / "desk" / "prechecks" / ("p" * 24)
    folder.mkdir(parents=True)
    order = f'{{"agency_id": "{DISTRICT}", "period_key": "{PERIOD}", "file_names": ["a.xlsx"]}}'
    (folder / "order.json").write_text(order)
    (folder / "result.json").write_text('[{"clean": false, "findings": [], "agency_id": ""}]')
    (folder / "tra-lai-1.xlsx").write_bytes(b"PK")
    order = orders.lay(
        orders.stored_returns(world.home / "desk"),
        {"kind": "correction", "return_id": world.returns["population"], "reason": "x"},
    )
    orders.answer(order, {"refused": "Không có gì để đính chính."})
    asked = {"kind": "rejudge", "return_id": world.returns["works"]}
    tried = orders.lay(orders.stored_returns(world.home / "desk"), asked)
    orders.answer(tried, {"refused": "x"})
    world.accounts.create("spare-account", [Role.ANALYST])
    with warehouse.transaction("steward") as conn:
        made = {
            "reason": "INSERT INTO registry.confirmation (return_id, rule_id, column_name, "
            "row_key, reason, actor) SELECT return_id, rule_id, column_name, row_key, "
            "'Thanh toán khối lượng', 'x' FROM registry.finding WHERE severity = 'warning' "
            "RETURNING id",
            "correction": "INSERT INTO registry.correction (return_id, excel_row, column_name, "
            "original_value, corrected_value, reason, actor) "
            f"VALUES ({world.returns['population']}, 11, 'person_count', '1', '2', 'x', 'steward')"
            " RETURNING id",
            "proposal": "INSERT INTO registry.version_proposal (return_id, kind, reason, actor) "
            f"VALUES ({world.returns['population']}, 'withdraw', 'x', 'steward') RETURNING id",
            "waiver": "INSERT INTO registry.waiver (rule_id, authority, reason, valid_until, "
            "actor) VALUES ('x.y', 'z', 'z', current_date + 9, 'steward') RETURNING id",
            "spare": "INSERT INTO registry.link (agency_id, period_key, token_sha256, expires_at, "
            f"created_by) VALUES ('{OTHER}', '{PERIOD}', repeat('0', 64), "
            "now() + interval '1 day', 'x') RETURNING id",
        }
        ids = {name: conn.exec_driver_sql(text).scalar_one() for name, text in made.items()}
    with warehouse.transaction("report") as conn:
        ids["release"] = conn.exec_driver_sql(
            f"INSERT INTO release.release (period_key) VALUES ('{PERIOD}') RETURNING id"
        ).scalar_one()
        report = world.home / "reports" / "bao-cao.docx"
        report.parent.mkdir()
        report.write_bytes(b"PK")
        conn.exec_driver_sql(
            "INSERT INTO release.release_file (release_id, edition, sha256, path) "
            f"VALUES ({ids['release']}, 'docx', repeat('0', 64), '{report}')"
        )
    return {
        **ids,
        **world.returns,
        "submission": world.submission_id,
        "token": world.tokens[DISTRICT],
        "precheck": "p" * 24,
        "order": order.id,
        "tried": tried.id,
    }
