"""A small archive of our own making: four people, five topics, two releases."""

import csv
import json

USERS = [
    ("fan_ada", "2012-01-01T10:00:00", "member"),
    ("fan_bo", "2012-01-02T10:00:00", "maintainer"),
    ("fan_cy", "2012-02-03T10:00:00", "member"),
    ("guest", "2012-01-05T10:00:00", "guest"),
]
TOPICS = [
    (
        11,
        "Software",
        "Feature request: show solar in the app",
        "fan_ada",
        "2012-03-01T09:00:00",
        "Solar, please.",
        "idea",
    ),
    (12, "Hardware", "Display emonGLCD stays dark", "fan_cy", "2012-03-02T09:00:00", "It is dark.", "bug"),
    (13, "General Discussion", "Hello", "fan_bo", "2012-03-03T09:00:00", "Welcome.", "discussion"),
    (14, "General Discussion", "Dark display", "fan_bo", "2012-03-04T09:00:00", "Black.", "discussion"),
    (15, "For Sale", "Spare board", "guest", "2012-03-05T09:00:00", "Ten pounds.", "question"),
]
POSTS = [
    (101, 11, "fan_cy", "2012-03-01T10:00:00", 0, "Good idea!"),
    (102, 11, "guest", "2012-03-01T11:00:00", 1, "+1"),
    (103, 12, "fan_bo", "2012-03-02T10:00:00", 0, "Which firmware?"),
    (104, 14, "fan_ada", "2012-03-04T10:00:00", 0, "Same problem here, see the other thread."),
]
SUPPORTS = [
    (11, 101, "fan_cy", "2012-03-01T10:00:00", "good idea"),
    (11, 102, "guest", "2012-03-01T11:00:00", "+1"),
    (14, 104, "fan_ada", "2012-03-04T10:00:00", "same problem"),
]
LINKS = [
    (14, 104, "topic", "12", 1),
    (12, 103, "topic", "11", 0),
    (12, 103, "github_repo", "emon/thing", 0),
]
COMPONENTS = [("emonglcd", "energy/EmonGLCD"), ("emoncms-app", "emoncms/app")]
RELEASES = [
    ("emonglcd", "v1.0", "2012-04-01T12:00:00+01:00"),
    ("emoncms-app", "v2", "2012-05-01T12:00:00+00:00"),
]
COMMITS = [
    ("emonglcd", "aaa111", "fan_bo", "2012-03-20T12:00:00+01:00", "v1.0", "Fix dark display", 0),
    ("emonglcd", "aaa222", "fan_bo", "2012-03-20T13:00:00+01:00", "v1.0", "Merge branch 'display'", 1),
    ("emoncms-app", "bbb111", "fan_dee", "2012-04-20T12:00:00+00:00", "v2", "Add solar", 0),
    ("emoncms-app", "bbb222", "fan_dee", "2012-06-20T12:00:00+00:00", "", "Tidy", 0),
]
TIES = [
    (12, "emonglcd", "aaa111", "v1.0", "commit_message_cites_topic"),
    (13, "emoncms-app", "", "v2", "topic_links_release"),
    (11, "emoncms-app", "", "", "topic_links_issue"),
]


def write(folder):
    """Write the archive into `folder` and return it."""
    folder.mkdir(exist_ok=True)
    topic = ("topic_id", "forum", "title", "author", "created", "body", "weak_kind")
    post = ("post_id", "topic_id", "author", "created", "depth", "body")
    _jsonl(folder / "topics.jsonl", topic, TOPICS)
    _jsonl(folder / "posts.jsonl", post, POSTS)
    _csv(folder / "users.csv", "user,first_seen,role", USERS)
    _csv(folder / "supports.csv", "topic_id,post_id,author,created,phrase", SUPPORTS)
    _csv(folder / "links.csv", "from_topic,from_post,kind,target,says_duplicate_or_see_also", LINKS)
    _csv(folder / "component_repos.csv", "component,repo", COMPONENTS)
    _csv(folder / "releases.csv", "component,tag,date", RELEASES)
    _csv(folder / "commits.csv", "component,commit,author,date,released_in,subject,is_merge", COMMITS)
    _csv(folder / "topic_release.csv", "topic_id,component,commit,released_in,via", TIES)
    return folder


def _jsonl(path, names, rows):
    path.write_text("".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows))


def _csv(path, head, rows):
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head.split(","))
        writer.writerows(rows)
