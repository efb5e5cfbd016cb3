"""Faults and the tallies of rules, kept by triggers."""

from etl.warehouse.schema import run_migration

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
