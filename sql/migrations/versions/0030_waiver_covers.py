"""What a waiver covers is said in one place."""

from etl.warehouse.schema import run_migration

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
