"""Joining, logging in, and what the door refuses."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from fanloop.foundation import bus, mail
from fanloop.people.fans import queries as fans
from fanloop.people.markets import actions as markets
from tests.people.conftest import PASSWORD

LOGIN, SIGNUP = "/account/login/", "/account/signup/"


def log_in(client, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": "mira.k@example.org", "password": password, **more})


def come_in_and_prove(client, fan):
    """Log in and give the password again, as the pages that change a way to log in ask for it."""
    log_in(client, login=fan.email)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def newcomer(**more):
    return {
        "handle": "Tomo.Reads",
        "email": "tomo@example.org",
        "password1": PASSWORD,
        "language": "zh-hans",
        **more,
    }


def test_who_logs_in_comes_back_to_where_they_were(client, founder, mira):
    page = client.get(LOGIN, {"next": "/me/inbox"}).content.decode()
    assert '<input type="hidden" name="next" value="/me/inbox"' in page
    assert log_in(client, next="/me/inbox").headers["Location"] == "/me/inbox"


def test_next_leads_to_no_other_house(client, founder, mira):
    assert log_in(client, next="https://elsewhere.example/").headers["Location"] == "/"


def test_a_page_of_ones_own_sends_strangers_to_the_door_and_back(client, founder):
    assert client.get("/me/data").headers["Location"] == "/account/login/?next=/me/data"


def test_five_wrong_passwords_close_the_door_for_the_right_one(client, founder, mira):
    for _ in range(5):
        assert log_in(client, password="wrong-hour-2026").status_code == 200
    answer = log_in(client)
    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_session_ends_with_the_browser_unless_asked_to_stay(client, founder, mira):
    log_in(client)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    log_in(client, remember="on")
    assert client.session.get_expiry_age() == 14 * 24 * 3600


def test_who_joins_has_a_handle_a_key_a_language_and_a_welcome(client, founder):
    answer = client.post(SIGNUP, newcomer(next="/me"))
    assert answer.headers["Location"] == "/me"
    fan = fans.fan_by_handle("tomo.reads")
    assert (fan.email, fan.language, fan.check_password(PASSWORD)) == ("tomo@example.org", "zh-hans", True)
    assert fan.id in fans.pseudonyms([fan.id])
    bus.drain()
    assert any("欢迎" in one.subject or "Welcome" in one.subject for one in mail.letters(to=fan.email))
    assert client.session["_auth_user_id"] == str(fan.id)
    assert answer.cookies["django_language"].value == "zh-hans"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"handle": "mira.k"}, "This handle is taken"),
        ({"handle": "Ünal"}, "small letters"),
        ({"handle": "desk"}, "kept for the house"),
        ({"email": "mira.k@example.org"}, "already registered"),
        ({"password1": "short"}, "at least 10"),
        ({"password1": "tomo.reads."}, "too similar to the handle"),
    ],
)
def test_the_door_says_what_is_wrong(client, founder, mira, wrong, says):
    page = client.post(SIGNUP, newcomer(**wrong))
    assert page.status_code == 200
    assert fans.fan_by_handle("tomo.reads") is None
    assert says in page.content.decode()


def test_a_market_is_asked_for_where_there_is_one(client, founder, at):
    assert 'name="market"' not in client.get(SIGNUP).content.decode()
    market = markets.open_market(
        code="eu", name="Europe", currency="EUR", languages=["en"], tax_rate_bp=0, time_zone="UTC", at=at
    )
    client.post(SIGNUP, newcomer(market="eu"))
    assert fans.fan_by_handle("tomo.reads").market == market


def test_a_new_password_comes_by_letter_through_the_outbox(client, founder, mira):
    client.post("/account/password/reset/", {"email": "mira.k@example.org"})
    (letter,) = mail.letters(to="mira.k@example.org")
    assert letter.subject.endswith("· Northwindow")
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", letter.text)[1]
    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "silver-hour-2026", "password2": "silver-hour-2026"}
    )
    assert fans.fan_by_handle("mira.k").check_password("silver-hour-2026")


PAGES_OUTSIDE = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
PAGES_INSIDE = [
    "account_logout", "account_change_password", "account_email", "account_reauthenticate", "mfa_index",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp", "account_email_verification_sent",
]  # fmt: skip


@pytest.fixture
def vera(join):
    """Somebody whose e-mail is known, so that a second factor may be added."""
    return join("vera", is_email_known=True)


@pytest.mark.parametrize("name", PAGES_OUTSIDE + PAGES_INSIDE)
def test_every_page_of_the_door_is_ours_and_obeys_the_content_policy(client, founder, vera, name):
    if name in PAGES_INSIDE:
        come_in_and_prove(client, vera)
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Runs on Fanloop" in page
    assert len(re.findall(r"<h1\b", page)) == 1
    assert not re.search(r"<[^>]+\son\w+=|\sstyle=|<style|javascript:", page)
    for script in re.findall(r"<script\b[^>]*>", page):
        assert "src=" in script or "application/json" in script


def test_a_second_factor_is_asked_for_and_recovered(client, founder, vera):
    come_in_and_prove(client, vera)
    assert 'class="qr"' in client.get(reverse("mfa_activate_totp")).content.decode()
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    codes = re.search(
        r"<textarea[^>]*>([^<]+)", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    )[1].split()
    client.post("/account/logout/")
    assert log_in(client, login=vera.email, next="/me").headers["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert "Runs on Fanloop" in client.get("/account/2fa/authenticate/").content.decode()
    assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).headers["Location"] == "/me"
    assert client.session["_auth_user_id"] == str(vera.id)


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_way_to_log_in_is_added_only_after_the_password_again(client, founder, vera):
    log_in(client, login=vera.email)
    assert client.get(reverse("mfa_add_webauthn")).headers["Location"].startswith("/account/reauthenticate/")


def test_an_unproven_email_adds_no_second_factor(client, founder):
    """Else somebody could take another's address and lock them out of it for ever."""
    client.post(SIGNUP, newcomer(language="en"))
    page = client.get(reverse("mfa_add_webauthn"), follow=True)
    assert "verified your email" in page.content.decode()


def test_leaving_is_an_act(client, founder, mira):
    log_in(client)
    client.get("/account/logout/")
    assert "_auth_user_id" in client.session
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session
