"""Where Django finds the database. Pure: the database need not be up, and nothing is made."""

from pathlib import Path
from typing import TypedDict
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from fanloop.foundation.postgres.cluster import DATABASE, PORT, USER, socket_folder


class Address(TypedDict):
    """The parts of an entry of Django's DATABASES that say where the database is."""

    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, str]


def data_folder(home: Path) -> Path:
    """The embedded server's own folder inside FANLOOP_HOME."""
    return home / "postgres"


def database(home: Path, url: str | None) -> Address:
    """The database of DATABASE_URL, or the embedded one below this home."""
    if url:
        return from_url(url)
    return database_at(data_folder(home))


def database_at(data: Path) -> Address:
    """The database of the embedded server on this data folder."""
    socket = str(socket_folder(data))
    return Address(NAME=DATABASE, USER=USER, PASSWORD="", HOST=socket, PORT=str(PORT), OPTIONS={})


def from_url(url: str) -> Address:
    """Read `postgres://user:password@host:port/name?sslmode=require`.

    Parts are percent-decoded; a socket folder is the host, written `%2Frun%2Fpg` or `?host=/run/pg`. What
    else follows the question mark goes to libpq as it stands. Raises ValueError for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgres://, not {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    place = parts.netloc.rpartition("@")[2]
    host = place.rpartition(":")[0] if parts.port else place
    return Address(
        NAME=unquote(parts.path.lstrip("/")) or DATABASE,
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        HOST=options.pop("host", "") or unquote(host).strip("[]"),
        PORT=options.pop("port", "") or str(parts.port or ""),
        OPTIONS=options,
    )


def url(of: Address) -> str:
    """The same as `from_url` reads, for programs that take one string: pg_dump, psycopg, a child process."""
    person = quote(of["USER"], safe="") + (f":{quote(of['PASSWORD'], safe='')}" if of["PASSWORD"] else "")
    where = {"host": of["HOST"], "port": of["PORT"]}
    query = urlencode({key: value for key, value in (where | of["OPTIONS"]).items() if value})
    return f"postgresql://{person}@/{quote(of['NAME'], safe='')}?{query}"
