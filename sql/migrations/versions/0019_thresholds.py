"""How far checks let things go before they ask."""

from etl.warehouse.schema import run_migration

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
