"""Brings the warehouse to the state that the project's files describe, in one transaction.

In: sql/migrations (Alembic runs them, forward only), sql/views and sql/marts (made anew), the
contracts (landing tables), sql/seeds (reference data), sql/comments, sql/roles.sql.
Out: a warehouse at that state, or an untouched one when anything fails.
The one surprising thing: a fingerprint of those files is kept in the warehouse; when it has not
changed, `migrate()` is one query and takes no lock.
"""

import hashlib
import os
import re
from collections.abc import Callable
from graphlib import TopologicalSorter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl import CONTRACTS, PROJECT, RULES, SEEDS
from etl.contracts import load_forms
from etl.contracts.indicators import load_indicators
from etl.errors import WarehouseError
from etl.warehouse import SQL, engine, landing, lock, run_text, seeding, sql_text
from etl.warehouse.claims import claim_view
from etl.warehouse.landing import indicator_views
from etl.warehouse.marts import form_marts
from etl.warehouse.watched import watched_view

_OF_FORMS = re.compile(r"\b(?:FROM|JOIN) landing\.")
_VIEW_NAME = re.compile(r"\b(?:ref|registry|landing|mart)\.[a-z_0-9]+")


def migrate(before_upgrade: Callable[[str, str], None] | None = None) -> bool:
    """Bring the warehouse up to date; tells whether anything had to be done.

    `before_upgrade` is called before tables with data are changed, with the names of the last
    migration there and of ours; what it raises stops the upgrade. Raises `WarehouseError` when the
    warehouse is newer than this code or a file does not fit, and `ContractError`, before anything
    is touched, when a declaration has a slip.
    """
    from etl.contracts.check import require_sound  # its schema is slow to import

    digest = hashlib.sha256(version("holidays").encode())  # due days are as good as its edition
    for path in described_by():
        digest.update(os.path.relpath(path, PROJECT).encode())
        digest.update(path.read_bytes())
    wanted = digest.hexdigest()
    with engine("owner").begin() as conn:
        if _is_at(conn, wanted):
            return False
        old = _kept(conn, "registry.schema_version", "version_num")  # the last migration
    require_sound()
    if before_upgrade is not None and old not in ("", _newest()):
        before_upgrade(old, _newest())
    with engine("owner").begin() as conn:
        lock(conn, "migrate")
        if _is_at(conn, wanted):  # another process was faster
            return False
        conn.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS registry")
        _upgrade(conn)
        _drop_views(conn)
        landing.make_tables(conn, load_forms())
        seeding.load(conn, load_forms())
        _make_views(conn)
        conn.exec_driver_sql("SELECT registry.remake_places()")
        for path in sorted((SQL / "comments").glob("*.sql")):
            run_text(conn, path.read_text(encoding="utf-8"))
        run_text(conn, sql_text("role_names"))
        run_text(conn, sql_text("roles"))
        conn.exec_driver_sql("DELETE FROM registry.warehouse_state")
        statement = sa.text("INSERT INTO registry.warehouse_state (fingerprint) VALUES (:wanted)")
        conn.execute(statement, {"wanted": wanted})
    return True


def run_migration(file: str) -> None:
    """Run the SQL file that belongs to an Alembic version file (called by those only)."""
    from alembic import op

    run_text(op.get_bind(), sql_text(f"migrations/{Path(file).stem}"))


def view_files() -> dict[str, str]:
    """Give every view that is no `landing` one: qualified name to SQL text, as they can be made.

    Those of sql/views and sql/marts, and the marts of the forms.
    """
    texts = {
        f"{before}{path.stem}": path.read_text(encoding="utf-8")
        for before, folder in (("", "views"), ("mart.", "marts"))
        for path in (SQL / folder).glob("*.sql")
    }
    forms = load_forms()
    indicators = load_indicators()
    made = {**form_marts(forms), **indicator_views(forms, indicators)}
    made |= {**watched_view(forms, indicators), **claim_view(forms)}
    if taken := sorted(texts.keys() & made.keys()):
        raise WarehouseError(f"{taken} in sql/marts are views of forms; call them otherwise")
    texts |= made
    needs = {
        name: {other for other in _VIEW_NAME.findall(text) if other in texts and other != name}
        for name, text in texts.items()
    }
    for name, text in texts.items():
        if _OF_FORMS.search(text):
            needs[name] |= landing.STANDS_ON
    return {name: texts[name] for name in TopologicalSorter(needs).static_order()}


def _upgrade(conn: sa.Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_alembic(connection=conn), "head")
    except CommandError as error:
        raise WarehouseError(
            f"Kho dữ liệu không cùng phiên bản với chương trình này ({error}). "
            "Cập nhật chương trình lên bản mới nhất rồi chạy lại."
        ) from error


def _drop_views(conn: sa.Connection) -> None:
    """Drop every view; they hold no data and are made again in the same transaction."""
    found = conn.execute(
        sa.text("SELECT schemaname, viewname FROM pg_views WHERE schemaname = ANY(:schemas)"),
        {"schemas": ["ref", "registry", "landing", "mart"]},
    ).all()
    for schema, name in found:
        conn.exec_driver_sql(f'DROP VIEW IF EXISTS "{schema}"."{name}" CASCADE')


def _make_views(conn: sa.Connection) -> None:
    """Make the views of sql/views and sql/marts and those that follow from the contracts."""
    missing = set(landing.STANDS_ON)
    for name, text in view_files().items():
        run_text(conn, text)
        if name in missing:
            missing.remove(name)
            if not missing:
                landing.make_views(conn, load_forms())


def _newest() -> str:
    """Give the last migration of this version."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory.from_config(_alembic()).get_current_head())


def _alembic(**attributes: Any) -> Any:
    """Give Alembic's settings; it is slow to import."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SQL / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes)
    return config


def _kept(conn: sa.Connection, table: str, column: str) -> str:
    """Give what a table of one row says of the warehouse; "" where the table is not there yet."""
    if conn.execute(sa.text("SELECT to_regclass(:table)"), {"table": table}).scalar() is None:
        return ""
    found = conn.execute(sa.text(f"SELECT {column} FROM {table}")).scalar()  # noqa: S608
    return str(found or "")


def _is_at(conn: sa.Connection, wanted: str) -> bool:
    return _kept(conn, "registry.warehouse_state", "fingerprint") == wanted


def described_by() -> list[Path]:
    """Give the files that decide what the warehouse looks like, in order."""
    files = [SQL / "role_names.sql", SQL / "roles.sql", *SEEDS.glob("*.csv")]
    files += {*RULES.glob("*.yaml"), *CONTRACTS.glob("*.yaml")}
    for folder in ("migrations", "landing", "views", "marts", "comments"):
        files += (SQL / folder).glob("*.sql")
    for package in ("contracts", "kinds", "model", "reference", "warehouse", "wording"):
        files += (PROJECT / "etl" / package).glob("*.py")
    return sorted(files)
