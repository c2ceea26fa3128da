"""Which column of a stranger's table means what. Names are compared without case, spaces and marks.

>>> understood(["Post Title", "Details", "E-Mail", "Created At", "Colour"])
{'title': 'Post Title', 'words': 'Details', 'mail': 'E-Mail', 'at': 'Created At'}
"""

import re
from collections.abc import Mapping, Sequence

SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("id", "postid", "ideaid", "feedbackid", "suggestionid", "number", "key", "ticket"),
    "title": ("title", "posttitle", "subject", "summary", "name", "idea", "feedback", "suggestion", "request", "headline", "标题"),
    "words": ("details", "description", "body", "text", "content", "message", "note", "notetext", "postdetails", "comment", "内容", "描述"),
    "author": ("author", "authorname", "postauthor", "creator", "createdby", "creatorname", "user", "username", "submitter", "submittedby", "owner", "customer", "customername", "username", "作者"),
    "mail": ("authoremail", "email", "useremail", "creatoremail", "submitteremail", "customeremail", "mail", "emailaddress"),
    "at": ("created", "createdat", "createddate", "datecreated", "date", "postcreated", "submittedat", "time", "timestamp", "postedat", "创建时间", "日期"),
    "kind": ("kind", "type", "posttype", "类型"),
    "place": ("board", "boardname", "forum", "category", "categoryname", "space", "section", "product", "版块", "分类"),
    "status": ("status", "poststatus", "state", "stage", "状态"),
    "because": ("response", "adminresponse", "statusreason", "reason", "statuschangecomment", "reply"),
    "ended": ("closedat", "statuschanged", "statuschangedat", "completedat", "updated", "updatedat", "lastupdated"),
    "votes": ("votes", "score", "votecount", "upvotes", "votescount", "points", "supporters", "票数"),
    "tags": ("tags", "labels", "tag", "标签"),
    "url": ("url", "link", "posturl", "permalink", "ideaurl"),
    "voter": ("voter", "votername", "votedby"),
    "voter_mail": ("votermail", "voteremail", "votersemail"),
    "post": ("post", "posttitle", "postname", "ideatitle"),
}  # fmt: skip
"""Our name → theirs, the likeliest first."""


def plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def understood(
    head: Sequence[str], asked: Mapping[str, str] | None = None, *, only: Sequence[str] = ()
) -> dict[str, str]:
    """Our name → the column of `head` that means it. What a person `asked` for goes first; a column is used once.

    Raises KeyError with the name when a person asks for a column that is not there, or for a meaning nobody knows.
    """
    columns = {plain(name): name for name in reversed(head) if plain(name)}
    found: dict[str, str] = {}
    for ours, theirs in (asked or {}).items():
        if ours not in SYNONYMS:
            raise KeyError(ours)
        if plain(theirs) not in columns:
            raise KeyError(theirs)
        found[ours] = columns[plain(theirs)]
    taken = set(found.values())
    for ours in only or SYNONYMS:
        match = next(
            (columns[word] for word in SYNONYMS[ours] if word in columns and columns[word] not in taken), None
        )
        if ours not in found and match:
            found[ours] = match
            taken.add(match)
    return {ours: found[ours] for ours in SYNONYMS if ours in found}
