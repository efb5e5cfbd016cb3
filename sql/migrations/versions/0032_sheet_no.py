"""Rows by sheet and row: the number that packed both is taken apart."""

from etl.warehouse.schema import run_migration

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
