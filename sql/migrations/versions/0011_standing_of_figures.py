"""What decides whether a figure stands: judgements, closed periods, faults of our own."""

from etl.warehouse.schema import run_migration

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
