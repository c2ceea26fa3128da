"""A draw of a million: leaves and ranks lie in blocks, rows are kept for the ranks that were served; its paper is a file."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

_BLOCKS = """
INSERT INTO campaigns_leafblock (draw_id, first, key, entries, leaves, nonces, weights)
SELECT p.draw_id, (p.number - 1) / 256 * 256 + 1, min(w.at || '|' || e.code COLLATE "C"),
       array_agg(p.entry_id ORDER BY p.number),
       string_agg(sha256('\\x00' || convert_to(concat_ws('|', e.code, e.nonce, e.weight, w.at), 'UTF8')), '' ORDER BY p.number),
       string_agg(e.nonce || '|', '' ORDER BY p.number), string_agg(set_byte('\\x00', 0, e.weight), '' ORDER BY p.number)
FROM campaigns_place p JOIN campaigns_entry e ON e.id = p.entry_id,
     to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS w(at)
GROUP BY 1, 2;
INSERT INTO campaigns_rankblock (draw_id, first, leaves, entries, ranks)
SELECT r.draw_id, r.first, r.leaves, r.entries, n.ranks
FROM (SELECT draw_id, (rank - 1) / 256 * 256 + 1 AS first, array_agg(number ORDER BY rank) AS leaves,
             array_agg(entry_id ORDER BY rank) AS entries
      FROM campaigns_place WHERE rank IS NOT NULL GROUP BY 1, 2) r
JOIN (SELECT draw_id, (number - 1) / 256 * 256 + 1 AS first, array_agg(rank ORDER BY number) AS ranks
      FROM campaigns_place WHERE rank IS NOT NULL GROUP BY 1, 2) n USING (draw_id, first);
INSERT INTO campaigns_telling (reveal_id, upto, at, ended_at)
SELECT r.id, d.entries, r.at, r.at FROM campaigns_reveal r JOIN campaigns_draw d ON d.id = r.draw_id;
DELETE FROM campaigns_place p WHERE NOT EXISTS (SELECT 1 FROM campaigns_winner w WHERE w.place_id = p.id);
SET CONSTRAINTS ALL IMMEDIATE;
"""


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)


def _array(of: models.Field) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(base_field=of, size=None)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0008_words_about_orders"), ("foundation", "0005_changed")]

    operations = [
        migrations.CreateModel(
            name="LeafBlock",
            fields=[
                _id(),
                ("first", models.PositiveIntegerField()),
                ("key", models.CharField(db_collation="C", max_length=48)),
                ("entries", _array(models.BigIntegerField())),
                ("leaves", models.BinaryField()),
                ("nonces", models.TextField()),
                ("weights", models.BinaryField()),
                ("draw", _to("campaigns.draw", db_index=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "first"), name="one_block_of_leaves"),
                    models.UniqueConstraint(fields=("draw", "key"), name="one_block_from_a_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RankBlock",
            fields=[
                _id(),
                ("first", models.PositiveIntegerField()),
                ("leaves", _array(models.PositiveIntegerField())),
                ("entries", _array(models.BigIntegerField())),
                ("ranks", _array(models.PositiveIntegerField())),
                ("draw", _to("campaigns.draw", db_index=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("draw", "first"), name="one_block_of_ranks")]
            },
        ),
        migrations.CreateModel(
            name="DrawFile",
            fields=[
                _id(),
                ("is_revealed", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("draw", _to("campaigns.draw", db_index=False)),
                ("file", _to("foundation.storedfile")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "is_revealed"), name="one_file_of_a_draw")
                ],
            },
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                _id(),
                ("upto", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "reveal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.reveal"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(_BLOCKS, migrations.RunSQL.noop),
        migrations.AlterField(model_name="place", name="rank", field=models.PositiveIntegerField()),
    ]
