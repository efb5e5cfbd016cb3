"""Places that ended have successors, and from them follows which places share ground."""

from etl.warehouse.schema import run_migration

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
