"""Connections to PostgreSQL outside of the pool: a lock or LISTEN belongs to one session, and stays with it."""

import os
import socket
from types import MappingProxyType
from typing import Any, Final

from psycopg import AsyncConnection
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL

# How soon a database that has gone without a word is noticed; none of it counts on a local socket.
PATIENCE: Final = MappingProxyType(
    {
        "connect_timeout": 5,  # s
        "keepalives_idle": 5,  # s of silence before the first probe
        "keepalives_interval": 2,  # s between probes
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,  # ms that what was sent may stay unacknowledged
    }
)

Direct = AsyncConnection[Any]


async def connect(address: URL, part: str) -> Direct:
    """A connection that commits each statement; `part` and this process show in pg_stat_activity.

    Raises: psycopg.OperationalError.
    """
    _, given = PGDialect_psycopg().create_connect_args(address)  # type: ignore[no-untyped-call]
    name = f"advisory {part} {socket.gethostname()}:{os.getpid()}"
    return await AsyncConnection.connect(**{**given, **PATIENCE, "application_name": name}, autocommit=True)
