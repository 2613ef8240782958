"""Alembic's entry: runs on the connection that `rejoinder migrate` hands over, in one transaction per revision; without
one it only writes the statements down (`rejoinder migrate --check`)."""

from alembic import context

connection = context.config.attributes.get("connection")
if connection is None and not context.is_offline_mode():
    raise SystemExit("Migrations run through `rejoinder migrate`, which knows the database.")
if connection is None:
    context.configure(dialect_name="postgresql")
else:
    context.configure(connection=connection, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
