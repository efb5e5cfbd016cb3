"""Returns whose form lies on several sheets."""

from etl.warehouse.schema import run_migration

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
