"""A target says where it starts and what of it was read, derived or assumed."""

from etl.warehouse.schema import run_migration

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
