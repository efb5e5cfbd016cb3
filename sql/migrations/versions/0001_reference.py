"""Reference data: areas, agencies, obligations, deadlines, targets, contracts."""

from etl.warehouse.schema import run_migration

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
