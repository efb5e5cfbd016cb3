"""An approval is used once, and a place that was doubled before is told of no longer than that."""

from etl.warehouse.schema import run_migration

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
