"""Reports as issued: the exact returns, figures and files of each."""

from etl.warehouse.schema import run_migration

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
