"""What is open in the parts of a form is looked up for them alone."""

from etl.warehouse.schema import run_migration

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
