"""The places that a return was judged with, and who else holds them."""

from etl.warehouse.schema import run_migration

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
