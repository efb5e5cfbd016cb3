"""Who owes a form may be assumed, and then says so."""

from etl.warehouse.schema import run_migration

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
