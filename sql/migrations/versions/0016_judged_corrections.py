"""What a correction brings, kept with the reasons why that is right."""

from etl.warehouse.schema import run_migration

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
