"""Files under what was said."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation.files import StoredFile
from fanloop.listening.community.models import Attachment
from fanloop.listening.community.rules.refusals import Refused
from fanloop.people.fans.queries import Fan

MOST_FILES = 8


@transaction.atomic
def attach(*, to: str, file: StoredFile, by: Fan | None, at: datetime) -> Attachment:
    """Hang a kept file under a reference; the same file again is the same row. Raises Refused for the ninth."""
    row, is_new = Attachment.objects.get_or_create(about=to, file=file, defaults={"by": by, "at": at})
    if is_new and Attachment.objects.filter(about=to).count() > MOST_FILES:
        raise Refused(_("There is room for %(n)s files under one post.") % {"n": MOST_FILES})
    return row


def attach_all(files: Sequence[StoredFile], *, to: str, by: Fan, at: datetime) -> None:
    for file in files:
        attach(to=to, file=file, by=by, at=at)


@transaction.atomic
def detach(*, attachment_id: int, about: str, at: datetime) -> bool:  # noqa: ARG001 -- every action says when
    """Take a file away from under a post; true if it hung there."""
    return bool(Attachment.objects.filter(id=attachment_id, about=about).delete()[0])
