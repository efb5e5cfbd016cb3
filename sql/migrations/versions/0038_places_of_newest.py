"""Of versions loaded together only the newest accepted one takes places."""

from etl.warehouse.schema import run_migration

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
