"""An index that gives the newest version of each return."""

from etl.warehouse.schema import run_migration

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
