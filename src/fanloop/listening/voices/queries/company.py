"""Who else has it: how many people with the viewer's own device stand behind a voice or a need."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices.models import Gear
from fanloop.things.products import queries as products

_WITH = """
SELECT line_id, count(DISTINCT person), bool_or(fan_id = %(me)s) FROM (
    SELECT coalesce(d.line_id, v.line_id) AS line_id, coalesce('f' || v.fan_id, 'v' || v.id) AS person, v.fan_id
    FROM voices_voice v LEFT JOIN voices_voicedetail d ON d.voice_id = v.id WHERE v.id = ANY(%(voices)s)
    UNION ALL
    SELECT coalesce(b.line_id, v.line_id), coalesce('f' || b.fan_id, 'b' || b.id), b.fan_id
    FROM voices_backing b JOIN voices_voice v ON v.id = b.voice_id
    WHERE b.voice_id = ANY(%(voices)s) AND b.withdrawn_at IS NULL
) AS people WHERE line_id IS NOT NULL GROUP BY line_id ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True)
class Company:
    """So many other people have it on this line; `me` is whether the viewer is behind it too."""

    line: str
    others: int
    me: bool


def company(voice_ids: Collection[int], viewer: Viewer) -> Company | None:
    """The people behind voices who have the viewer's device, else those with the device most of them have.

    None where nobody named a device. Three queries at most.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WITH, {"voices": list(voice_ids), "me": viewer.fan_id or 0})
        counts = cursor.fetchall()
    if not counts:
        return None
    own = set(Gear.objects.filter(fan=viewer.fan_id or 0).values_list("line_id", flat=True))
    line_id, people, me = next((row for row in counts if row[0] in own), counts[0])
    line = products.line_by_id(line_id)
    return Company(read(line.name) if line else "", people - bool(me), bool(me))
