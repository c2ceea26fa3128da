"""Git over HTTP from a real server: fetched whole, then only what is new; never from inside our own network unasked."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import make_wsgi_chain

from fanloop.plugins.repository import actions, queries
from fanloop.plugins.repository.models import Commit
from tests.plugins.repository.source import AT


class Quiet(WSGIRequestHandler):
    def log_message(self, *_said):
        return


@pytest.fixture
def served(source):
    """The address of the repository on this machine, and what was asked there."""
    asked = []
    with Repo(str(source.path)) as store:
        git = make_wsgi_chain(DictBackend({"/firmware.git": store}))

        def app(environ, start):
            asked.append((environ["PATH_INFO"], environ.get("HTTP_AUTHORIZATION", "")))
            if environ["PATH_INFO"].startswith("/moved"):
                start("301 Moved", [("Location", "https://elsewhere.example/firmware.git")])
                return [b""]
            return git(environ, start)

        server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        server.server_close()
        thread.join()


def test_it_is_fetched_and_then_only_what_is_new(served, settings, line, source):
    settings.WEBHOOKS_MAY_STAY_HOME = True
    address, asked = served
    row = actions.add_repository(line=line, address=f"{address}/firmware.git", token="t0ken", at=AT)
    assert actions.read_repository(repository_id=row.id, at=AT).failed == ""
    source.commit("Second", {"dial.c": "2\n"})
    assert actions.read_repository(repository_id=row.id, at=AT).fresh == 1
    assert [one.message for one in Commit.objects.order_by("id")] == ["First light", "Second"]
    assert {shown for _path, shown in asked} == {"Basic ZmFubG9vcDp0MGtlbg=="}
    assert queries.head_of(row.id) == source.head


def test_an_address_inside_our_own_network_is_not_asked(served, settings, line):
    settings.WEBHOOKS_MAY_STAY_HOME = True
    address, asked = served
    row = actions.add_repository(line=line, address=f"{address}/firmware.git", at=AT)
    settings.WEBHOOKS_MAY_STAY_HOME = False
    assert "does not begin with https://" in actions.read_repository(repository_id=row.id, at=AT).failed
    assert asked == []


@pytest.mark.parametrize(
    ("path", "why"),
    [("/moved.git", "sends us on to https://elsewhere.example"), ("/none.git", "no such repository")],
)
def test_what_is_no_repository_says_so(served, settings, line, path, why):
    settings.WEBHOOKS_MAY_STAY_HOME = True
    row = actions.add_repository(line=line, address=served[0] + path, at=AT)
    assert why in actions.read_repository(repository_id=row.id, at=AT).failed


@pytest.mark.parametrize(
    "address",
    [
        "http://github.com/a/b",
        "git://github.com/a/b",
        "file:///etc",
        "/etc",
        "https://a:b@github.com/a",
        "",
        "x",
    ],
)
def test_addresses_nobody_may_give_at_the_desk(line, address):
    with pytest.raises(actions.Refused):
        actions.add_repository(line=line, address=address, at=AT)


def test_a_folder_is_taken_where_the_house_allows_it(line, source, settings):
    settings.REPOSITORIES_MAY_BE_LOCAL = True
    assert actions.add_repository(line=line, address=str(source.path), at=AT).name == "firmware"
    with pytest.raises(actions.Refused, match="already"):
        actions.add_repository(line=line, address=str(source.path), at=AT)
