"""What happens on an agency's page: workbooks sent there, and the signature of its head."""

from etl.warehouse.schema import run_migration

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
