"""A database that stores nothing new in a table, while a test looks at what then happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def refusing_inserts(execute: Callable[[str], object], table: str, *, error: str) -> Iterator[None]:
    """Refuse each insert with a PL/pgSQL RAISE of `error`; taken away again whatever happens.

    Truncation between tests leaves triggers alone: one that stayed would fail every test behind it.
    """
    execute(
        f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE {error}; END $$;"
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    try:
        yield
    finally:
        execute(f"DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse()")
