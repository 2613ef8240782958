"""Alembic's entry: runs on the connection that `rejoinder migrate` hands over, in one transaction per revision."""

from alembic import context

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Migrations run through `rejoinder migrate`, which knows the database.")
context.configure(connection=connection, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
