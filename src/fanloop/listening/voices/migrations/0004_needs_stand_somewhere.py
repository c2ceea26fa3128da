"""Promises, ends and joinings of older days become rows of the history, with the author and the reason they had."""

from django.db import migrations

_STATUSES = """
INSERT INTO voices_status (slug, kind, name, tone, on_board, on_roadmap, position, at)
SELECT kind, kind, '{}', tone, true, kind IN ('planned', 'building'), place, now()
FROM (VALUES ('open', 'line', 0), ('planned', '', 1), ('building', 'loop', 2), ('shipped', 'kept', 3),
             ('declined', 'line', 4), ('duplicate', 'line', 5)) AS kinds(kind, tone, place)
WHERE EXISTS (SELECT 1 FROM voices_need) ON CONFLICT DO NOTHING
"""
_STANDING = """
INSERT INTO voices_needstatus (need_id, status_id, because, by_id, at, staged)
SELECT DISTINCT ON (found.need_id) found.need_id, s.id, found.because, found.by_id, found.at, found.staged
FROM (SELECT need_id, 'duplicate' AS kind, '' AS because, by_id, at, false AS staged, 1 AS rank FROM voices_joining
      WHERE undone_at IS NULL
      UNION ALL SELECT need_id, outcome, because, by_id, at, false, 2 FROM voices_closure WHERE undone_at IS NULL
      UNION ALL SELECT need_id, 'planned', because, by_id, at, staged, 3 FROM voices_acceptance
      WHERE withdrawn_at IS NULL) AS found JOIN voices_status s ON s.slug = found.kind
ORDER BY found.need_id, found.rank
"""


class Migration(migrations.Migration):
    dependencies = [("voices", "0003_boards_statuses_details")]

    operations = [
        migrations.RunSQL(_STATUSES, migrations.RunSQL.noop),
        migrations.RunSQL(_STANDING, migrations.RunSQL.noop),
    ]
