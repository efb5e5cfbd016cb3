"""The newest version of each return and its last state, kept by a trigger."""

from etl.warehouse.schema import run_migration

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
