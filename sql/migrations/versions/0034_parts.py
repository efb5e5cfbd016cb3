"""Tables that belong to a form are accepted with it."""

from etl.warehouse.schema import run_migration

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
