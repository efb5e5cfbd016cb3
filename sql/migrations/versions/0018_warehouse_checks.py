"""Checks of the warehouse after each load, and what was added up while a return was loaded."""

from etl.warehouse.schema import run_migration

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
