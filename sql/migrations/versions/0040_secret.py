"""A workbook with a marking of secrecy is refused and nothing of it kept but its hash."""

from etl.warehouse.schema import run_migration

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
