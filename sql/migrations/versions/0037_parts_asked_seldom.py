"""What is open in the parts of a return is looked up where it has any."""

from etl.warehouse.schema import run_migration

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
