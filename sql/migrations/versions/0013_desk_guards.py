"""What the desk may not write, refused uploads, and forms that wait for a signature."""

from etl.warehouse.schema import run_migration

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
