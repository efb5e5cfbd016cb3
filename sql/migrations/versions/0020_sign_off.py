"""The content of a draft, and who signed it."""

from etl.warehouse.schema import run_migration

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
