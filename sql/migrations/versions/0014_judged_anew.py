"""Returns judged anew: what a judgement saw, which findings are its own, faults that it lifted."""

from etl.warehouse.schema import run_migration

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Run the SQL file of the same name."""
    run_migration(__file__)
