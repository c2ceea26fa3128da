"""A person lets a machine act for them, sees the secret once, and stops it."""

import re

import pytest
from django.test import Client

from fanloop.people.fans import queries
from fanloop.people.team import queries as team
from tests.making.conftest import boss, join, suppliers

__all__ = ["boss", "join", "suppliers"]


@pytest.fixture
def mira(join, boss):
    return join("mira")


@pytest.fixture
def page(mira):
    client = Client()
    client.force_login(mira)
    return client


def secret_on(response):
    found = re.search(r'id="secret" value="(fl_[^"]+)"', response.content.decode())
    return found[1] if found else None


def make(client, **said):
    return client.post("/me/tokens", {"name": "My lamp", "scopes": ["votes:write"], **said}, follow=True)


def test_a_secret_is_shown_once_and_never_kept(page, mira):
    response = make(page)
    secret = secret_on(response)
    assert secret
    assert "no-store" in response["cache-control"]
    assert secret_on(page.get("/me/tokens")) is None
    [token] = queries.tokens_of(team.viewer_of(mira.id))
    assert (token.name, token.scopes) == ("My lamp", ["votes:write"])
    assert secret not in str(vars(token))


def test_the_secret_opens_what_was_ticked(page):
    machine = Client(headers={"authorization": f"Bearer {secret_on(make(page))}"})
    assert machine.delete("/api/v1/needs/none/vote").status_code == 404
    assert machine.get("/api/v1/orders").status_code == 403


def test_a_revoked_token_is_kept_on_the_list(page, mira):
    secret = secret_on(make(page))
    [token] = queries.tokens_of(team.viewer_of(mira.id))
    response = page.post(f"/me/tokens/{token.id}/revoke", follow=True)
    assert "revoked" in response.content.decode()
    assert Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/needs").status_code == 401


def test_the_token_of_another_is_not_found(page, mira, join):
    make(page)
    [token] = queries.tokens_of(team.viewer_of(mira.id))
    other = Client()
    other.force_login(join("tomo"))
    assert other.post(f"/me/tokens/{token.id}/revoke").status_code == 404
    assert queries.token_owner(token.digest) == token


@pytest.mark.parametrize("said", [{"name": ""}, {"scopes": []}, {"scopes": ["desk:burn"]}])
def test_a_token_without_name_or_known_scope_is_not_made(page, mira, said):
    assert secret_on(make(page, **said)) is None
    assert queries.tokens_of(team.viewer_of(mira.id)) == []


def test_suppliers_scopes_are_for_suppliers(page, mira, suppliers):
    assert "supply:answer" not in page.get("/me/tokens").content.decode()
    make(page, scopes=["supply:answer"])
    assert queries.tokens_of(team.viewer_of(mira.id)) == []
    supplier = Client()
    supplier.force_login(suppliers.a.fan)
    assert secret_on(make(supplier, scopes=["supply:answer"]))


def test_nobody_is_asked_to_log_in(boss):
    assert Client().get("/me/tokens")["location"].startswith("/account/login/")
