"""What people write is shown to others: nothing of it may act in their browser, wherever it was written."""

from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.foundation.text.markdown import html
from fanloop.listening.community import actions
from fanloop.people.fans import actions as fans
from tests.foundation.test_uploads import picture
from tests.listening.conftest import AT, jonna, mira, tomo  # noqa: F401 -- fixtures, used by name

OURS = "/files/" + "a" * 64 + "/lamp-40x30.png"

CORPUS = [
    # tags that run
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT >",
    "<script\n>alert(1)</script\n>",
    "<script/src=//evil.example/x.js></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><script>alert(1)</script></mtext></math>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</noscript><script>alert(1)</script>",
    # attributes that run
    "<img src=x onerror=alert(1)>",
    "<img src=x oNeRrOr=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<p style=animation-name:x onanimationend=alert(1)>",
    "<a href=# onclick=alert(1)>press</a>",
    "<button formaction=javascript:alert(1)>press</button>",
    "<form action=javascript:alert(1)><input type=submit>",
    # addresses that run
    "[press](javascript:alert(1))",
    "[press](JavaScript:alert(1))",
    "[press](java\tscript:alert(1))",
    "[press](java&#x0A;script:alert(1))",
    "[press](&#106;avascript:alert(1))",
    "[press](<javascript:alert(1)>)",
    "[press]( javascript:alert(1))",
    "[press](\x01javascript:alert(1))",
    "[press](vbscript:msgbox(1))",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[press](data:image/svg+xml,<svg onload=alert(1)>)",
    "[press][a]\n\n[a]: javascript:alert(1)",
    "[press][a]\n\n[a]: JAVASCRIPT:alert(1) 'title'",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[a](https://a.example \"' onmouseover=alert(1) '\")",
    '[a](https://a.example"onmouseover="alert(1))',
    '[a](<https://a.example" onmouseover="alert(1)>)',
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/'onmouseover='alert(1)",
    "https://a.example/<script>alert(1)</script>",
    # pictures
    "![x](javascript:alert(1))",
    "![x](https://evil.example/spy.gif)",
    "![x][p]\n\n[p]: https://evil.example/spy.gif",
    '![" onerror="alert(1)](/files/x/y.png)',
    f'![" onerror="alert(1)]({OURS})',
    f"![x]({OURS}?a=%22%20onerror=alert(1))",
    f"![x](//evil.example{OURS})",
    f"![x](https://evil.example{OURS})",
    f"![x](/\\evil.example{OURS})",
    f"![x]({OURS.replace('lamp', '..%2f..%2fadmin')}#x)",
    f'![x]({OURS} "onload=alert(1)")',
    f"[![x](https://evil.example/a.png)]({OURS})",
    f"<img src={OURS} onload=alert(1)>",
    # code, tables, marks
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```" onmouseover="alert(1)\nx\n```',
    "    <script>alert(1)</script>",
    "|a|b|\n|-|-|\n|<script>alert(1)</script>|<img src=x onerror=alert(1)>|",
    "> <iframe src=javascript:alert(1)>",
    "# <iframe srcdoc='<script>alert(1)</script>'>",
    "- <object data=javascript:alert(1)>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.example/x.css';</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    # names called
    "@mira<script>alert(1)</script>",
    '@mira"onmouseover="alert(1)',
    "[@mira](javascript:alert(1))",
    "@<img src=x onerror=alert(1)>",
    'https://a.example/@mira"onclick="alert(1)',
    # letters that are not what they seem
    "＜script＞alert(1)＜/script＞",
    "<\u200bscript>alert(1)</script>",
    "<script\u2028>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "{{7*7}}{% load x %}{# #}${7*7}<%= 7*7 %>",
]  # fmt: skip


class Watcher(HTMLParser):
    """What a browser would see in a page: everything that acts or fetches."""

    ACTING = frozenset(
        {"script", "iframe", "object", "embed", "base", "applet", "style", "math", "frame", "marquee"}
    )
    FETCHING = frozenset(
        {"src", "href", "action", "formaction", "data", "srcdoc", "srcset", "poster", "background"}
    )

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in self.ACTING and not self._is_the_houses_own(tag, dict(attrs)):
            self.found.append(tag)
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if (tag, address) == ("link", "data:,"):  # the house's own empty icon
                continue
            if (
                tag == "link"
                and dict(attrs).get("rel") == "canonical"
                and address.startswith("http://testserver/")
            ):
                continue
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.found.append(f"{tag} {name}")
            if name in self.FETCHING and address.split(":")[0] in {"javascript", "vbscript", "data"}:
                self.found.append(f"{tag} {name}={value}")
            if (
                tag in {"img", "link", "source", "video"}
                and name in {"src", "href"}
                and not address.startswith("/")
            ):
                self.found.append(f"{tag} {name}={value}")
            if tag in {"img", "link"} and name in {"src", "href"} and address.startswith(("//", "/\\")):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag

    @staticmethod
    def _is_the_houses_own(tag, attrs):
        return tag == "script" and bool(attrs.get("nonce")) and str(attrs.get("src", "/")).startswith("/")


def acting(page):
    watcher = Watcher()
    watcher.feed(page)
    return watcher.found


def test_the_watcher_sees_what_acts():
    assert (
        len(
            acting(
                "<script>1</script><a href='java script:x' onclick=y><img src=https://a.b/c><svg onload=z>"
            )
        )
        == 5
    )


@pytest.mark.parametrize("words", CORPUS)
def test_nothing_in_the_corpus_acts_after_markdown(words):
    assert acting(html(words)) == []
    assert acting(html(words, frozenset({"mira"}))) == []


def test_a_picture_of_ours_is_drawn_with_its_size():
    made = html(f"![A lamp]({OURS})")
    assert made == f'<p><img src="{OURS}" alt="A lamp" loading="lazy" width="40" height="30"></p>\n'


def test_a_picture_of_another_house_is_a_link():
    assert "<img" not in html("![spy](https://evil.example/spy.gif)")
    assert 'href="https://evil.example/spy.gif"' in html("![spy](https://evil.example/spy.gif)")


def test_only_people_who_are_here_become_links():
    made = html("@mira and @nobody, `@mira`, a@mira.example", frozenset({"mira"}))
    assert made.count('href="/people/mira"') == 1
    assert "@nobody" in made


@pytest.mark.django_db
class TestOnPages:
    @pytest.fixture
    def space(self, jonna):
        return actions.open_space(slug="living", name={"en": CORPUS[0]}, at=AT)

    def test_the_whole_corpus_lies_still_in_a_topic_its_replies_quotes_edits_and_lists(
        self, space, mira, tomo
    ):
        topic = actions.start_topic(
            space=space, author=mira, title=CORPUS[9], body="\n\n".join(CORPUS), at=AT
        )
        first = actions.reply(topic=topic, author=tomo, body=CORPUS[0], at=AT)
        for words in CORPUS:
            actions.reply(topic=topic, author=mira, body=words, at=AT)
            last = actions.reply(topic=topic, author=tomo, body=words, parent=first, at=AT)
        actions.edit_reply(reply=last, by=tomo, body=CORPUS[13], why=CORPUS[13], at=AT)
        actions.edit_topic(topic=topic, by=mira, title=CORPUS[10], body=CORPUS[5], why=CORPUS[0], at=AT)
        client = Client()
        client.force_login(tomo)
        about = f"community.topic:{topic.id}"
        pages = [f"/talk/topics/{topic.id}?page=1&to={last.id}", f"/talk/topics/{topic.id}?page=2", "/talk", "/talk/living",
                 f"/talk/said/{about}/history", f"/talk/said/community.reply:{last.id}/history",
                 f"/talk/said/community.reply:{last.id}/edit", "/search?q=alert", "/talk/new?space=%3Cscript%3E"]  # fmt: skip
        for address in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert acting(answer.text) == [], address

    def test_names_of_people_polls_and_files_lie_still(self, space, mira, tomo):
        fans.change_profile(fan=mira, name=CORPUS[0], language="en", market=None, at=AT)
        poll = actions.NewPoll(
            CORPUS[0], [words for words in CORPUS[:12] if len(words) < 60][:8], shows_names=True
        )
        topic = actions.start_topic(space=space, author=mira, title="A", body="b", poll=poll, at=AT)
        client = Client()
        client.force_login(tomo)
        evil = SimpleUploadedFile('"><img src=x onerror=alert(1)>.png', picture(), content_type="text/html")
        client.post(f"/talk/topics/{topic.id}/replies", {"body": "See", "files": [evil]})
        page = client.get(f"/talk/topics/{topic.id}").text
        assert 'alt="img-src-x-onerror-alert-1-40x30.png"' in page
        assert acting(page) == []
        assert acting(client.get("/people/mira").text) == []

    def test_a_log_is_handed_over_and_never_drawn(self, space, tomo):
        topic = actions.start_topic(space=space, author=tomo, title="A", body="b", at=AT)
        client = Client()
        client.force_login(tomo)
        log = SimpleUploadedFile("dawn.log", b"<script>alert(1)</script>\n", content_type="text/html")
        client.post(f"/talk/topics/{topic.id}/replies", {"body": "See", "files": [log]})
        _start, _, rest = client.get(f"/talk/topics/{topic.id}").text.partition('class="log" href="')
        answer = client.get(rest.partition('"')[0])
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
