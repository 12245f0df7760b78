"""Alembic's entry: runs the revisions on the connection that db.migrate hands over."""

from alembic import context

from db.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # db.migrate begins one transaction, on SQLite too: all revisions or none
)
context.run_migrations()
