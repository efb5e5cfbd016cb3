"""A list of reference may say more of its members than their names."""

from etl.warehouse.schema import run_migration

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
