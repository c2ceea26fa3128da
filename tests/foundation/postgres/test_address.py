"""One string or one folder, and where it leads Django."""

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation.postgres.address import Address, database, from_url, url

WORD = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


def address(**parts: object) -> Address:
    empty = Address(NAME="fanloop", USER="", PASSWORD="", HOST="", PORT="", OPTIONS={})
    return cast("Address", {**empty, **parts})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "postgres://ann:secret@db.example:6432/shop",
            {"USER": "ann", "PASSWORD": "secret", "HOST": "db.example", "PORT": "6432", "NAME": "shop"},
        ),
        ("postgresql:///shop", {"NAME": "shop"}),
        ("postgres://db.example", {"HOST": "db.example"}),
        ("postgres://a%40b:p%2Fw%3A@h/x", {"USER": "a@b", "PASSWORD": "p/w:", "HOST": "h", "NAME": "x"}),
        ("postgres://u@%2Frun%2Fpg/x", {"USER": "u", "HOST": "/run/pg", "NAME": "x"}),
        ("postgres://u@/x?host=/run/pg&port=1", {"USER": "u", "HOST": "/run/pg", "PORT": "1", "NAME": "x"}),
        ("postgres://u@[::1]:1/x", {"USER": "u", "HOST": "::1", "PORT": "1", "NAME": "x"}),
        (
            "postgres://h/x?sslmode=require&connect_timeout=5",
            {"HOST": "h", "NAME": "x", "OPTIONS": {"sslmode": "require", "connect_timeout": "5"}},
        ),
    ],
)
def test_a_url_is_read(text, parts):
    assert from_url(text) == address(**parts)


@pytest.mark.parametrize("text", ["mysql://h/x", "just a word", "sqlite:///file"])
def test_another_database_is_refused(text):
    with pytest.raises(ValueError, match="must begin with postgres://"):
        from_url(text)


@given(WORD, WORD, WORD, WORD, st.integers(1, 65535))
def test_what_is_written_reads_the_same(name, user, password, host, port):
    original = address(
        NAME=name, USER=user, PASSWORD=password, HOST=f"/{host}", PORT=str(port), OPTIONS={"a": host}
    )
    assert from_url(url(original)) == original


def test_without_a_url_it_is_the_socket_below_the_home():
    home = Path("/srv/no such home")
    assert database(home, None) == address(USER="fanloop", HOST=f"{home}/postgres", PORT="5432")
    assert not home.exists()


def test_a_url_replaces_the_embedded_database():
    assert database(Path("/srv"), "postgres://h/x")["HOST"] == "h"
