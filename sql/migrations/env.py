"""Runs the migrations on the connection that `etl.warehouse.schema.migrate()` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="schema_version",
    version_table_schema="registry",
    transaction_per_migration=False,
)
context.run_migrations()
