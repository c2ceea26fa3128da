"""Small communities of our own making, in the shapes other places hand them out."""

import json


def discourse(folder, *, second="I hear it too."):
    """A category, a settled question and a wish; one private message and one note of the forum."""
    folder.mkdir(exist_ok=True)
    put(folder / "categories.json", {"category_list": {"categories": [
        {"id": 3, "name": "Support", "slug": "support"},
        {"id": 4, "name": "Feature requests", "slug": "wishes", "subcategory_list": [{"id": 9, "name": "Lamp"}]},
    ]}})  # fmt: skip
    put(folder / "t" / "11.json", topic(11, "Why does it hum?", 3, [
        post(101, 1, "ada", cooked="<p>At <b>40&nbsp;%</b> it hums &lt;loudly&gt;.</p>"),
        post(102, 2, "bo", raw=second, likes=2),
        post(103, 3, "ada", raw='[quote="bo, post:2"]\nI hear it too.\n[/quote]\nA new driver cured it.', above=2, accepted=True),
        post(104, 4, "system", raw="closed", post_type=3),
    ]))  # fmt: skip
    put(
        folder / "t" / "12.json",
        topic(12, "A warmer night light", 9, [post(120, 1, "cy", raw="Below 1 %, please.")]),
    )
    put(
        folder / "t" / "13.json",
        {**topic(13, "psst", 3, [post(130, 1, "ada", raw="secret")]), "archetype": "private_message"},
    )
    return folder


def topic(number, title, category, posts):
    return {
        "id": number, "title": title, "category_id": category, "archetype": "regular",
        "post_stream": {"posts": posts, "stream": [each["id"] for each in posts]},
    }  # fmt: skip


def post(number, place, who, *, raw=None, cooked=None, likes=0, above=None, accepted=False, post_type=1):
    return {
        "id": number, "post_number": place, "username": who, "name": who.title(), "raw": raw, "cooked": cooked,
        "created_at": f"2023-05-0{place}T10:00:00.000Z", "reply_to_post_number": above, "accepted_answer": accepted,
        "post_type": post_type, "actions_summary": [{"id": 2, "count": likes}],
    }  # fmt: skip


ISSUES = [
    {
        "number": 1, "title": "Lamp forgets its level", "body": "After a power cut.", "state": "closed", "state_reason": "completed",
        "labels": [{"name": "type: bug"}], "user": {"login": "ada"}, "created_at": "2023-01-02T08:00:00Z",
        "closed_at": "2023-02-02T08:00:00Z", "comments": 1, "html_url": "https://github.com/northwindow/lamp/issues/1",
        "reactions": {"total_count": 4},
    },
    {
        "number": 2, "title": "Level lost", "body": "Duplicate of #1", "state": "closed", "state_reason": "duplicate",
        "labels": ["bug"], "user": {"login": "bo"}, "created_at": "2023-01-05T08:00:00Z", "closed_at": "2023-01-06T08:00:00Z",
        "comments": 0, "html_url": "https://github.com/northwindow/lamp/issues/2",
    },
    {
        "number": 3, "title": "Make it fly", "body": None, "state": "closed", "state_reason": "not_planned",
        "labels": [{"name": "enhancement"}], "user": None, "created_at": "2023-01-07T08:00:00Z",
        "closed_at": "2023-01-08T08:00:00Z", "html_url": "https://github.com/northwindow/lamp/issues/3",
    },
    {
        "number": 4, "title": "Fix typo", "body": "", "state": "open", "user": {"login": "ada"},
        "created_at": "2023-01-09T08:00:00Z", "pull_request": {"url": "x"}, "html_url": "https://github.com/northwindow/lamp/pull/4",
    },
]  # fmt: skip
COMMENTS = [
    {
        "id": 77, "body": "Seen it on build 12.", "user": {"login": "bo"}, "created_at": "2023-01-03T08:00:00Z",
        "issue_url": "https://api.github.com/repos/northwindow/lamp/issues/1",
    }
]  # fmt: skip
GH = [
    {
        "number": 9, "title": "Support Zigbee", "body": "Please.", "state": "OPEN", "stateReason": "", "author": {"login": "cy"},
        "labels": [{"name": "feature"}], "createdAt": "2024-01-02T08:00:00Z", "url": "https://github.com/northwindow/lamp/issues/9",
        "comments": [{"id": "IC_1", "author": {"login": "ada"}, "body": "+1", "createdAt": "2024-01-03T08:00:00Z"}],
        "reactionGroups": [{"content": "THUMBS_UP", "users": {"totalCount": 3}}],
    }
]  # fmt: skip
POSTS = """Title,Details,Author name,Author email,Board,Status,Votes,Created,URL
Dim below 1 %,For the night.,Ada,ada@example.org,Lamp,Complete,2,2023-03-01 10:00:00 UTC,https://x.example/p/dim
"A quiet, slow fan",,Bo,bo@example.org,Lamp,Planned,5,2023-03-02T10:00:00Z,https://x.example/p/fan
,no title,Bo,bo@example.org,Lamp,Open,0,2023-03-03,https://x.example/p/none
Broken date,x,Bo,bo@example.org,Lamp,Open,0,the other day,https://x.example/p/date
"""
VOTES = """Post title,Post URL,Voter name,Voter email,Created
Dim below 1 %,https://x.example/p/dim,Bo,bo@example.org,2023-03-04
Dim below 1 %,https://x.example/p/dim,Cy,cy@example.org,2023-03-05
Never heard,https://x.example/p/what,Cy,cy@example.org,2023-03-05
"""


def put(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def github(folder):
    put(folder / "issues.json", json.dumps(ISSUES[:2]) + json.dumps(ISSUES[2:]))
    put(folder / "comments.json", COMMENTS)
    return folder


def canny(folder):
    put(folder / "posts.csv", POSTS)
    put(folder / "votes.csv", VOTES)
    return folder
