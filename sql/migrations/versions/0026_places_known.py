"""Places of what was judged before they were kept are not known."""

from etl.warehouse.schema import run_migration

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
