"""The paper of a draw becomes a file: written once, piece by piece, and handed out from then on."""

from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction

from fanloop.foundation import files
from fanloop.selling.campaigns.models import Draw, DrawFile, Reveal
from fanloop.selling.campaigns.queries.drops import ends_at, turn_of
from fanloop.selling.campaigns.queries.leaves import file_of, pieces

_TYPE = "application/json"


@transaction.atomic
def write_file(*, draw: int, at: datetime) -> DrawFile:
    """Write what is public of a closed draw; written again, the first file stands.

    It takes seconds for a million entries, some megabytes of memory, and a hundred bytes of disk for each.
    """
    drawn = Draw.objects.select_related("drop__campaign").get(id=draw)
    reveal = Reveal.objects.filter(draw=drawn).first()
    if known := file_of(drawn, is_revealed=bool(reveal)):
        return known
    with TemporaryFile() as handle:
        digest = sha256()
        for piece in pieces(drawn.drop, drawn, reveal, until=ends_at(drawn.drop, turn_of(drawn.drop))):
            data = piece.encode()
            digest.update(data)
            handle.write(data)
        kept = files.keep_whole(
            File(handle), sha256=digest.hexdigest(), name=f"{drawn.drop.campaign.slug}-draw.json", content_type=_TYPE, at=at
        )  # fmt: skip
    row, _new = DrawFile.objects.get_or_create(
        draw=drawn, is_revealed=bool(reveal), defaults={"file": kept, "at": at}
    )
    return row
