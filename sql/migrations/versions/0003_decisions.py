"""What people decided: confirmations, waivers, corrections, notices, links."""

from etl.warehouse.schema import run_migration

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
