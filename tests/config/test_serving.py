"""`fanloop serve` on an empty home, over real HTTP: the first run, what every answer carries, kept files, live events."""

import hashlib
import re
import threading
from datetime import UTC, datetime

import psycopg
import pytest
import requests

SCRIPTED = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def house(serve, home):
    return serve(home)


def get(house, path, **more):
    return requests.get(house.url + path, allow_redirects=False, timeout=10, **more)


def test_an_empty_house_asks_for_its_first_founder(house):
    for path in ("/", "/voices", "/desk/"):
        assert (get(house, path).status_code, get(house, path).headers["location"]) == (302, "/welcome")
    assert get(house, "/welcome").status_code == 200


def test_healthz_says_that_the_database_answers(house):
    said = get(house, "/healthz")
    assert (said.status_code, said.json()["ok"], said.json()["facts_pending"]) == (200, True, 0)


def test_ping_answers_before_django(house):
    said = get(house, "/ping")
    assert (said.status_code, said.text) == (200, "pong\n")
    assert "content-security-policy" not in said.headers


def test_nothing_inline_runs_and_the_nonce_is_new_each_time(house):
    nonces = set()
    for _ in range(3):
        said = get(house, "/welcome")
        policy = said.headers["content-security-policy"]
        nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy)[1]
        assert "unsafe" not in policy
        assert set(re.findall(r'nonce="([^"]+)"', said.text)) <= {nonce}
        assert re.findall(r"<script(?![^>]*(?:nonce|src)=)", said.text) == []
        assert re.findall(r"\son\w+=|\sstyle=|javascript:", said.text) == []
        nonces.add(nonce)
    assert len(nonces) == 3


@pytest.mark.parametrize("path", ["/welcome", "/nowhere", "/static/ui/fanloop.css", "/healthz"])
def test_every_answer_of_the_pages_is_guarded(house, path):
    headers = get(house, path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_cookies_are_closed_to_scripts_and_other_sites(house):
    cookies = get(house, "/welcome").raw.headers.getlist("set-cookie")
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_a_form_from_another_site_is_refused(house):
    assert requests.post(house.url + "/welcome", data={"name": "x"}, timeout=10).status_code == 403


def kept(house, home, data, name, content_type):
    digest = hashlib.sha256(data).hexdigest()
    place = home / "files" / digest[:2] / digest
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    with psycopg.connect(house.database_url) as link:
        link.execute(
            "INSERT INTO foundation_storedfile (sha256, name, content_type, size, at) VALUES (%s, %s, %s, %s, %s)",
            (digest, name, content_type, len(data), datetime(2026, 11, 26, tzinfo=UTC)),
        )
    return f"/files/{digest}"


def test_a_kept_drawing_is_shown_without_its_scripts_and_for_ever(house, home):
    address = kept(house, home, SCRIPTED, "logo 1.svg", "image/svg+xml")
    said = get(house, f"{address}/logo%201.svg")
    assert (said.status_code, said.content) == (200, SCRIPTED)
    assert said.headers["content-type"] == "image/svg+xml"
    assert said.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert said.headers["x-content-type-options"] == "nosniff"
    assert said.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert get(house, f"{address}/other.svg").status_code == 404


def test_a_kept_page_is_a_download_and_a_lost_file_is_not_found(house, home):
    page = kept(house, home, b"<script>alert(2)</script>", "page.html", "text/html")
    assert get(house, f"{page}/page.html").headers["content-disposition"].startswith("attachment")
    digest = page.rpartition("/")[2]
    (home / "files" / digest[:2] / digest).unlink()
    assert get(house, f"{page}/page.html").status_code == 404
    assert get(house, f"/files/{'0' * 64}/page.html").status_code == 404


def test_two_open_pages_hear_the_same_announcement(house):
    pages = [
        requests.get(house.url + "/live?topics=voices.need:17", stream=True, timeout=10) for _ in range(2)
    ]
    heard = [[], []]

    def listen(page, into):
        for line in page.iter_lines(chunk_size=1):
            into.append(line.decode())
            if line == b"data: 12":
                return

    readers = [threading.Thread(target=listen, args=pair) for pair in zip(pages, heard, strict=True)]
    for reader in readers:
        reader.start()
    with psycopg.connect(house.database_url, autocommit=True) as link:
        link.execute("NOTIFY fanloop_live, 'voices.need:17 12'")
    for reader in readers:
        reader.join(10)
    for page, lines in zip(pages, heard, strict=True):
        assert page.headers["content-type"] == "text/event-stream"
        assert lines[-2:] == ["event: voices.need:17", "data: 12"]
        page.close()


@pytest.fixture(scope="module")
def public(serve):
    return serve(FANLOOP_URL="https://fans.example.org/", FANLOOP_WORKER="0")


def test_behind_https_cookies_are_secure_and_the_browser_stays_there(public):
    said = get(public, "/welcome", headers={"Host": "fans.example.org", "X-Forwarded-Proto": "https"})
    assert said.status_code == 200
    assert said.headers["strict-transport-security"] == "max-age=31536000"
    cookies = said.raw.headers.getlist("set-cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_a_forged_header_with_an_underscore_is_dropped(public):
    said = get(public, "/welcome", headers={"Host": "fans.example.org", "X_Forwarded_Proto": "https"})
    assert "strict-transport-security" not in said.headers


def test_an_unknown_host_is_refused(public):
    assert get(public, "/welcome", headers={"Host": "evil.example"}).status_code == 400
    assert get(public, "/healthz").status_code == 200
