"""A statement of ours run straight through libpq: prepared once a connection, parameters as text, rows as bytes.

psycopg's cursor finds out at each execution what is the same every time for one fixed statement: its placeholders, the
types of its parameters, whether it is prepared. For a filing that cost as much as all its cryptography (decision 2).
`psycopg.pq` is psycopg's own wrapper of libpq; the connection, its pool and its errors stay psycopg's and Django's.
"""

import re
from collections.abc import Mapping
from typing import Final
from weakref import WeakSet

import psycopg
from django.db import connection
from psycopg import pq

_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s")
_NO_SUCH_STATEMENT: Final = b"26000"


class DirectStatement:
    """One statement with named parameters (`%(name)s`), for use outside transactions."""

    def __init__(self, name: str, text: str) -> None:
        """`name` is that of the prepared statement, of which a connection has one."""
        self._name = name.encode()
        self._parameters = tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))
        self._text = _PLACEHOLDER.sub(lambda found: f"${self._parameters.index(found[1]) + 1}", text).encode()
        self._prepared_on: WeakSet[psycopg.Connection] = WeakSet()

    def run(self, parameters: Mapping[str, str]) -> list[list[bytes]]:
        """Run and commit. Parameters as PostgreSQL reads them, values of rows in its binary form (NULL is empty).

        Raises what a cursor of Django's would, with the server's message but without its details, which quote values.
        """
        assert connection.get_autocommit()
        with connection.wrap_database_errors:
            result = _checked(
                self._execute(connection.connection, [parameters[name].encode() for name in self._parameters])
            )
        return [
            [result.get_value(row, column) or b"" for column in range(result.nfields)] for row in range(result.ntuples)
        ]

    def _execute(self, raw: psycopg.Connection, values: list[bytes]) -> pq.abc.PGresult:
        if raw in self._prepared_on:
            result = raw.pgconn.exec_prepared(self._name, values, None, pq.Format.BINARY)
            # After a rollback psycopg lets the server forget all statements that were prepared. Nothing has run then.
            if result.error_field(pq.DiagnosticField.SQLSTATE) != _NO_SUCH_STATEMENT:
                return result
        self._prepared_on.add(raw)  # first, so that a preparation cut short is made up for at the next run
        _checked(raw.pgconn.prepare(self._name, self._text))
        return raw.pgconn.exec_prepared(self._name, values, None, pq.Format.BINARY)


def _checked(result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        return result
    state = result.error_field(pq.DiagnosticField.SQLSTATE)
    if state is None:
        raise psycopg.OperationalError("The connection to the database is lost.")
    message = result.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b""
    raise psycopg.errors.lookup(state.decode())(message.decode())
