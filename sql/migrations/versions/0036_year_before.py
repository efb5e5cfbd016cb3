"""Periods know the one that they are compared with."""

from etl.warehouse.schema import run_migration

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
