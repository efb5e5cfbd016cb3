"""Reference lists are declared, one line a list."""

from etl.warehouse.schema import run_migration

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
