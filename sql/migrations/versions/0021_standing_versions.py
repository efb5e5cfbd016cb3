"""Versions that a steward withdraws or brings back, and what comes after a period was closed."""

from etl.warehouse.schema import run_migration

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
