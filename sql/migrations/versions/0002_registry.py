"""What was received and what became of it: submissions, returns, findings, events."""

from etl.warehouse.schema import run_migration

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
