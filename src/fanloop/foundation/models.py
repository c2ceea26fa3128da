"""Tables of the ground floor. Nobody outside `foundation` imports them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower


class FactRow(models.Model):
    """The outbox: one fact, written in the transaction of the act it tells about."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    payload = models.JSONField()
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="fact_pending", condition=models.Q(delivered_at=None)),
            models.Index(fields=["name", "-id"], name="fact_by_name"),
        ]


class Receipt(models.Model):
    """Proof that one reaction has dealt with one fact, written in the reaction's own transaction."""

    fact = models.ForeignKey(FactRow, on_delete=models.CASCADE, related_name="+")
    reaction = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "reaction"], name="one_receipt_per_reaction")]


class Because(models.Model):
    """One arrow of the trail: `effect` exists because of `cause`, to the amount of `share` `unit`."""

    id = models.BigAutoField(primary_key=True)
    effect = models.TextField()
    cause = models.TextField(db_index=True)
    share = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit = models.CharField(max_length=24, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect", "cause"], name="one_arrow_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(effect=models.F("cause")), name="nothing_causes_itself"
            ),
        ]


class Retraction(models.Model):
    """An arrow that no longer holds, such as a merge undone; the arrow itself stays for the record."""

    arrow = models.OneToOneField(Because, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    why = models.TextField()


class Letter(models.Model):
    """An e-mail as data. It waits here until a carrier takes it; a demo lets people read it here."""

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(default="")
    headers = models.JSONField(default=dict)
    language = models.CharField(max_length=16, default="en")
    about = models.TextField(default="")
    at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
    key = models.CharField(max_length=120, unique=True, null=True)


class StoredFile(models.Model):
    """A file by content: the same bytes are kept once."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()


class SearchDocument(models.Model):
    """What can be found: a ref, its language, its vector, and an opaque key of who may find it.

    `labels` are refs to narrow by: who spoke, in which space, of which line. `weight` is below 1 for what is closed.
    """

    ref = models.TextField(unique=True)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=16)
    title = models.TextField()
    words = models.TextField()
    vector = SearchVectorField()
    audience = models.CharField(max_length=60, default="public")
    labels = ArrayField(models.TextField(), default=list)
    weight = models.FloatField(default=1)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            models.Index(fields=["kind"], name="search_kind"),
            GinIndex(fields=["labels"], name="search_labels"),
            models.Index(fields=["language"], name="search_language"),
            HashIndex(Lower("title"), name="search_title"),
        ]


class SearchWord(models.Model):
    """A word of public documents as it is written, for those who mistype it.

    `head` and `tail` are its first letter and its last three: a word mistyped once keeps one of them.
    """

    word = models.CharField(max_length=40)
    language = models.CharField(max_length=16)
    head = models.CharField(max_length=1)
    tail = models.CharField(max_length=3)
    documents = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="one_word_a_language")]
        indexes = [
            models.Index(fields=["head", "word"], name="word_by_head"),
            models.Index(fields=["tail"], name="word_by_tail"),
        ]


class Answered(models.Model):
    """What a machine was told for one `Idempotency-Key`: asking again with the same words gets it again."""

    who = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    question = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "key"], name="answered_once")]


class Edition(models.Model):
    """A change of a table whose reads are kept; written by a trigger, in the transaction of the change."""

    name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["name", "-id"], name="edition_by_name")]
