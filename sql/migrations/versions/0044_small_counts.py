"""Which columns keep their small counts for the Board."""

from etl.warehouse.schema import run_migration

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
