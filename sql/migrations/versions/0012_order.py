"""One order over all events, in place of the clock."""

from etl.warehouse.schema import run_migration

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
