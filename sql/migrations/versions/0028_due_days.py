"""Working days are counted in one place; the warehouse keeps the days that come of it."""

from etl.warehouse.schema import run_migration

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
