"""From which day figures of a form are not comparable with those before."""

from etl.warehouse.schema import run_migration

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
