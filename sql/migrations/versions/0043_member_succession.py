"""What of a list took the place of a member that ended, and whether figures compare."""

from etl.warehouse.schema import run_migration

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
