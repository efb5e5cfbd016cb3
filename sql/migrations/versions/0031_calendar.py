"""Periods are made from a calendar that is declared."""

from etl.warehouse.schema import run_migration

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
