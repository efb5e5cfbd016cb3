"""Since when the system is in operation."""

from etl.warehouse.schema import run_migration

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
