"""Walk the house by its links as a kind of person, without a browser: what answers how, and what is on it."""

import gzip
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from django.urls import Resolver404, resolve


class _Reader(HTMLParser):
    """What a page says of itself: links, anchors, headings, language, title."""

    def __init__(self):
        super().__init__()
        self.links, self.ids, self.tags, self.lang, self.title = [], [], Counter(), "", ""
        self.loaded = []
        self._in_title = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags[tag] += 1
        if attrs.get("id"):
            self.ids.append(attrs["id"])
        if tag == "html":
            self.lang = attrs.get("lang") or ""
        if tag == "a" and "href" in attrs:
            self.links.append(attrs["href"] or "")
        for name in {"img": "src", "script": "src", "link": "href"}.get(tag, ""), "":
            if name and attrs.get(name):
                self.links.append(attrs[name])
        if tag == "script" and attrs.get("src"):
            self.loaded.append(attrs["src"])
        if tag == "link" and attrs.get("rel") == "stylesheet":
            self.loaded.append(attrs["href"])
        self._in_title = tag == "title" and not self.title

    def handle_data(self, data):
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag):
        self._in_title = False


@dataclass
class Page:
    """One answer. `path` is where it was found after redirects, `found_on` the page that linked to it."""

    path: str
    status: int
    kind: str
    found_on: str
    html: str = ""
    read: _Reader = field(default_factory=_Reader)

    @property
    def is_html(self):
        return self.kind.startswith("text/html")


class _OurselvesOnly(HTTPRedirectHandler):
    """A redirect is followed inside the house alone."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # noqa: PLR0917 -- the library's signature
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            raise HTTPError(req.full_url, 599, f"leads to {newurl}", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


ENDS_A_SESSION = ("/account/confirm-email/",)
"""Another person's link out of the demo's letters: who opens it is logged out, and would walk on as nobody."""


class Walker:
    """Somebody with a session of their own."""

    def __init__(self, house_url):
        self.url = house_url
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar), _OurselvesOnly())

    def log_in(self, handle, password="golden-hour-2026"):
        self.get("/account/login/")
        token = next(cookie.value for cookie in self._jar if cookie.name == "csrftoken")
        form = {"login": f"{handle}@northwindow.example", "password": password, "csrfmiddlewaretoken": token}
        request = Request(f"{self.url}/account/login/", urlencode(form).encode(), {"Referer": self.url})
        with self._opener.open(request) as answer:
            assert "/account/login" not in answer.url, f"{handle} could not log in"
        return self

    def cookies(self):
        """The session for a browser: a list as playwright's add_cookies takes it."""
        return [{"name": c.name, "value": c.value, "url": self.url} for c in self._jar]

    def get(self, path, found_on=""):
        try:
            answer = self._opener.open(Request(urljoin(self.url, path), headers={"Accept-Language": "en"}))
        except HTTPError as problem:
            return Page(path, problem.code, "", found_on)
        with answer:
            where = urlsplit(answer.url)
            landed = where.path + (f"?{where.query}" if where.query else "")
            page = Page(landed, answer.status, answer.headers["Content-Type"] or "", found_on)
            if page.is_html:
                page.html = answer.read().decode()
                page.read.feed(page.html)
        return page

    @cache  # noqa: B019 -- a walker lives as long as its tests
    def weight(self, path):
        """Bytes of a file as it travels, compressed."""
        with self._opener.open(urljoin(self.url, path)) as answer:
            return len(gzip.compress(answer.read()))

    def walk(self, starts, *, examples=1):
        """Every page that links lead to from `starts`, breadth first, `examples` of each route."""
        pages, waiting, seen, opened = [], [(start, "") for start in starts], set(starts), Counter()
        while waiting:
            path, found_on = waiting.pop(0)
            page = self.get(path, found_on)
            opened[pattern(page.path)] += page.path != path
            pages.append(page)
            for link in page.read.links:
                target = self._inside(page.path, link)
                if target and target not in seen and opened[pattern(target)] < examples:
                    seen.add(target)
                    opened[pattern(target)] += 1
                    waiting.append((target, page.path))
        return pages

    def _inside(self, base, link):
        """The address of a link that stays in the house; nothing for another host, a letter or data."""
        full = urlsplit(urldefrag(urljoin(urljoin(self.url, base), link)).url)
        if full.scheme not in {"http", "https"} or full.netloc != urlsplit(self.url).netloc:
            return ""
        if full.path.startswith(ENDS_A_SESSION):
            return ""
        return full.path + (f"?{full.query}" if full.query else "")


def route(path):
    """The name of the route that serves a path; the path itself for files, which have no route."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return urlsplit(path).path
    return found.view_name or found.route


def pattern(path):
    """What two addresses share when their pages look alike: the route and the names of the query."""
    return route(path), tuple(sorted({name for name, _ in parse_qsl(urlsplit(path).query)}))


def dead_anchors(pages):
    """Links to a place on a page that is not there, as (page, link)."""
    ids = {page.path: set(page.read.ids) for page in pages if page.is_html}
    dead = []
    for page in (page for page in pages if page.is_html):
        for link in page.read.links:
            target, anchor = urldefrag(urljoin(f"http://house{page.path}", link))
            place = urlsplit(target)
            path = place.path + (f"?{place.query}" if place.query else "")
            if link in {"", "#"} or (
                anchor and place.netloc == "house" and anchor not in ids.get(path, {anchor})
            ):
                dead.append((page.path, link))
    return dead
