"""Places that one sender alone reports, guarded by the database."""

from etl.warehouse.schema import run_migration

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
