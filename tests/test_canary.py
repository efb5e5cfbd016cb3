"""Values of cells leave in no error: unmistakable ones are planted and looked for everywhere.

One home with the embedded server as it is used without any setting. Its workbooks hold a value of
its own in every column of every form that is no closed list; then everything fails that can.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from canary_faults import (
    BREAKS,
    CANARY,
    DAGS,
    DRIVER,
    SENDERS,
    WAYS,
    break_landing,
    make_trigger,
    mend_landing,
    plant,
)

from etl import PROJECT, pipeline, vault, warehouse
from etl.airflow.home import Home, write_config
from etl.airflow.runtime import metadata_url
from etl.contracts import load_forms
from etl.model import ReturnState
from etl.registry import period_board, return_history
from etl.settings import settings
from etl.warehouse.schema import migrate
from sample import write_workbook
from sample.faults import Fault
from tests.notify.letter_box import Mailbox

pytestmark = pytest.mark.timeout(1200)


def write(folder: Path, version: int) -> list[Path]:
    folder.mkdir(parents=True)
    in_rows = partial(plant, version=version)
    faults = [Fault(one, "2020", "", in_rows=in_rows) for one in SENDERS]
    return [write_workbook(folder, one.agency_id, "2020", fault=one) for one in faults]


class Scene:
    """A home in which things fail, and everything that was told about it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.told: dict[str, str] = {}
        self.made = home.parent / "made"

    def etl(self, how: str, verb: str, *arguments: str, name: str = "") -> int:
        """Run the command line with something broken; gives its exit code."""
        done = subprocess.run(
            [sys.executable, "-c", DRIVER, how, verb, *arguments],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.told[f"terminal: {how} {verb} {name}"] = done.stdout + done.stderr
        return done.returncode

    def states(self) -> dict[int, str]:
        with warehouse.transaction() as conn:
            found = conn.exec_driver_sql("SELECT return_id, state FROM registry.return_state").all()
        return dict(row._tuple() for row in found)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    folder = Path(tempfile.mkdtemp(prefix="etl-canary-"))
    folder.chmod(0o711)  # the server's own user must reach its data folder
    home = folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("WAREHOUSE_URL", raising=False)
        patch.setenv("ETL_HOME", str(home))
        settings.cache_clear()
        warehouse.dispose()
        made = Scene(home)
        try:
            play(made)
            yield made
        finally:
            warehouse.stop()
            settings.cache_clear()
            shutil.rmtree(folder, ignore_errors=True)


def play(scene: Scene) -> None:
    """Let everything fail once."""
    first = write(scene.made / "first", 1)
    broken = scene.made / "first" / "hong.xlsx"
    broken.write_bytes(first[0].read_bytes()[:-4000])
    pipeline.prepare_warehouse()
    break_landing(1)
    assert scene.etl("nothing", "run", str(scene.made / "first")) == 2
    assert scene.etl("nothing", "give-back") in (1, 2)  # findings, and the fault told once more
    write(scene.made / "second", 2)
    assert scene.etl("judge", "run", str(scene.made / "second")) == 2
    assert "ValueError" in scene.told["terminal: judge run "]
    mend_landing(1)
    with warehouse.transaction("steward") as conn:
        for number in scene.states():
            return_history.append_event(conn, number, ReturnState.ACCEPTED, "tester", "")
    fail_to_load(scene)
    assert scene.etl("kill", "load") != 0
    assert scene.etl("report", "report", "2020") == 2
    break_landing(0)
    third = write(scene.made / "third", 3)
    scene.told["airflow: terminal"] = fly(scene, third)
    send_letters(scene)


def fail_to_load(scene: Scene) -> None:
    """Let every form fail to load in each way."""
    with warehouse.transaction("owner") as conn:
        waiting = {one.form_id for one in return_history.awaiting_load(conn)}
    make_trigger()
    assert waiting == set(load_forms())
    for way in range(len(BREAKS)):
        break_landing(way)
        assert scene.etl("nothing", "load", name=WAYS[way]) == 2
        told = scene.told[f"terminal: nothing load {WAYS[way]}"]
        assert told.count("was not loaded") >= len(waiting)
        assert told.count("SQLSTATE") >= len(waiting)
        mend_landing(way)
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("DELETE FROM registry.warehouse_state")  # views went with a column
    migrate()


def fly(scene: Scene, workbooks: list[Path]) -> str:
    """Run the DAG in which loading fails, then with a judge that fails."""
    home = Home(scene.home / "airflow")
    write_config(home, metadata_url(), 8080, 1)
    arguments = [str(settings().inbox), *map(str, workbooks)]
    done = subprocess.run(
        [sys.executable, "-c", DAGS, *arguments],
        env=home.environment(), cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    ended = re.findall(r"^RESULT (.*=failed.*)", done.stdout, re.MULTILINE)
    assert len(ended) == 2, done.stderr[-3000:] + done.stdout[-3000:]
    assert all("validate=success" in one and "tell_faults=failed" in one for one in ended)
    return done.stdout + done.stderr


def send_letters(scene: Scene) -> None:
    from etl.notify import remind
    from etl.notify.post import MailSettings

    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    contacts = scene.home / "contacts.csv"
    lines = [f"{one},can-bo@{one}.example,lanh-dao@{one}.example" for one in SENDERS]
    contacts.write_text("\n".join(["agency_id,officer_email,head_email", *lines]))
    with warehouse.transaction("owner") as conn:
        period_board.set_live_from(conn, dt.date(2016, 1, 1), actor="quan-tri")
    mail = MailSettings(
        host="127.0.0.1", port=port, starttls=False, contacts=contacts, administrator="q@x.example",
        sender="Ban Dân tộc <bao-cao@bdt.example>",
    )  # fmt: skip
    try:
        assert remind(dt.date(2020, 12, 17), mail) > 0
    finally:
        controller.stop()
    bodies = [message.get_body() for _, message in box.letters]
    scene.told["letters"] = "\n".join(b.get_content() for b in bodies if b is not None)
    assert "Tràng Định" in scene.told["letters"]


def test_the_values_were_really_there(scene: Scene) -> None:
    """The workbooks hold them, the server was asked to take them, and every form is among them."""
    kept = [
        vault.path_of(path.name) for path in sorted((settings().vault).rglob("*")) if path.is_file()
    ]
    assert len(kept) >= 4
    with warehouse.transaction() as conn:
        forms = set(conn.exec_driver_sql("SELECT form_id FROM registry.return").scalars())
        found = conn.exec_driver_sql("SELECT message || value || row_label FROM registry.finding")
        values = {hit for text in found.scalars() for hit in CANARY.findall(text)}
    assert forms == set(load_forms())
    assert len(values) > 5


def test_nothing_of_them_was_told(scene: Scene) -> None:
    """Not on the terminal, in our words for logs and persons, by Airflow, in letters."""
    assert len(scene.told) >= 9
    assert "SQLSTATE P0001" in scene.told["airflow: terminal"]  # the log of the task that loads
    assert "ValueError: (" in scene.told["airflow: terminal"]  # and of the one that judges
    assert {name: hits for name, text in scene.told.items() if (hits := CANARY.findall(text))} == {}


def test_no_file_but_those_that_keep_workbooks_holds_them(scene: Scene) -> None:
    """The server's log and whatever else lies there; a task's own log is told above."""
    keeps = ("vault", "inbox", "returned", "reports", "work", "incoming")
    server = ("base", "pg_wal", "global", "pg_stat", "pg_xact", "pg_multixact")
    looked_at = []
    for path in scene.home.rglob("*"):
        at = path.relative_to(scene.home).parts
        data = at[0] == "postgres" and len(at) > 2 and at[1] in server
        if not path.is_file() or at[0] in keeps or data:
            continue
        looked_at.append("/".join(at))
        assert CANARY.findall(path.read_bytes().decode("utf-8", errors="ignore")) == [], path
    assert "postgres/server.log" in looked_at
    assert any(name.startswith("airflow/") for name in looked_at)


@pytest.mark.parametrize("schema", ["public", "registry", "release"])
def test_no_table_but_those_of_what_was_sent_holds_them(scene: Scene, schema: str) -> None:
    """Airflow's own database with its XCom; and what the registry keeps of events and faults."""
    url = sa.make_url(metadata_url() if schema == "public" else warehouse.url())
    keeps = {"finding", "reading", "explanation", "confirmation", "correction", "fault"}
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as conn:
        query = sa.text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
        names = set(conn.execute(query, {"schema": schema}).scalars()) - keeps
        for name in sorted(names):
            rows = conn.exec_driver_sql(f'SELECT t::text FROM {schema}."{name}" t').scalars()
            assert CANARY.findall("\n".join(rows)) == [], name
    assert {"xcom", "log"} <= names if schema == "public" else len(names) > 3
