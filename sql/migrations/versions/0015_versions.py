"""The same content sent again as another version."""

from etl.warehouse.schema import run_migration

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
