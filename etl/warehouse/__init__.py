"""The only door to PostgreSQL: engines, transactions, COPY, SQL by name, migrations.

In: `WAREHOUSE_URL`, or nothing, and then an embedded server in `<home>/postgres`.
Out: SQLAlchemy connections that act as one of four roles (loader, steward, analyst, report).
The one surprising thing: the role is part of the connection's start-up options, so `RESET ROLE`
comes back to it and only a migration acts as the owner.
"""

from etl.warehouse.connection import (
    as_of,
    as_released,
    copy_rows,
    copy_text,
    database_url,
    dispose,
    engine,
    is_statement,
    lock,
    run,
    sql,
    sql_text,
    stop,
    transaction,
    url,
)
from etl.warehouse.order import looking_up_to, settled
from etl.warehouse.schema import migrate
