"""A version that was brought back and waits is what stands of its return."""

from etl.warehouse.schema import run_migration

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
