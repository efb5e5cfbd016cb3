"""A version that is brought back waits for a signature that its form asks for."""

from etl.warehouse.schema import run_migration

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
