"""What passes between us and those who move the money."""

from django.db import models
from django.db.models import Q

from fanloop.selling.payments.models.asked import Payment
from fanloop.selling.payments.rules.movements import KINDS


class Movement(models.Model):
    """Money moved for a payment, once: `external` is its provider's id, or the key of our own refund.

    `currency` is empty for the payment's own; `into` is what a change became of it.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="")
    into = models.BigIntegerField(default=0)
    external = models.CharField(max_length=120)
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("payment", "kind", "external", name="a_movement_once"),
            models.CheckConstraint(condition=Q(minor__gt=0), name="a_movement_moves_something"),
            models.CheckConstraint(
                condition=Q(kind__in=("changed", "changed_back"), into__gt=0, currency__gt="")
                | Q(~Q(kind__in=("changed", "changed_back")), into=0),
                name="a_change_names_both_sides",
            ),
        ]


class Attempt(models.Model):
    """We asked a provider to do something. Written before the asking, so that a crash leaves its key behind."""

    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=160, unique=True)
    external = models.CharField(max_length=255, default="")
    redirect = models.TextField(default="")
    outcome = models.CharField(max_length=12, default="")
    why = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint("payment", "action", "number", name="an_attempt_once")]


class Refund(models.Model):
    """Money that shall go back. It is on its way until a movement bears its key."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+")
    minor = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    why = models.CharField(max_length=200, default="")
    by = models.ForeignKey("team.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minor__gt=0), name="a_refund_sends_something")]


class HookEvent(models.Model):
    """A provider told us that something happened; what, is asked of the provider. Each event is kept once."""

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=40, default="")
    external = models.CharField(max_length=255, default="")
    came_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("provider", "event", name="a_hook_event_once")]
        indexes = [models.Index("came_at", condition=Q(handled_at=None), name="hook_events_waiting")]


class Setup(models.Model):
    """A fan is asked to leave a way to pay for later; nothing is taken."""

    about = models.CharField(max_length=80, db_index=True)
    party = models.CharField(max_length=40)
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=120, unique=True)
    external = models.CharField(max_length=255, default="")
    at = models.DateTimeField()


class Mandate(models.Model):
    """A saved way to pay. `token` means something to its provider alone; `fingerprint` is one card's everywhere."""

    party = models.CharField(max_length=40, db_index=True)
    provider = models.CharField(max_length=20)
    token = models.CharField(max_length=255)
    label = models.CharField(max_length=60, default="")
    fingerprint = models.CharField(max_length=80, default="")
    about = models.CharField(max_length=80, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("party", "provider", "token", name="a_mandate_once")]


class PaidCard(models.Model):
    """A payment was really made with this card: its fingerprint, the same in every payment with it. Empty once its
    owner was forgotten.
    """

    payment = models.OneToOneField(Payment, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField()


class MandateEnd(models.Model):
    """A saved way to pay is used no more: its owner said so, or was forgotten."""

    mandate = models.OneToOneField(Mandate, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class Reminder(models.Model):
    """A fan was reminded of a row of the plan; each of the three letters goes once."""

    order_ref = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("order_ref", "position", "step", name="a_reminder_once")]


class PlanEnd(models.Model):
    """Nothing of this plan is to be paid any more: its order is over."""

    order_ref = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()


class PlayCharge(models.Model):
    """The other side of the play card: what a firm that moves money would keep of a charge."""

    reference = models.CharField(max_length=40, unique=True)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    card = models.CharField(max_length=19, default="")
    stage = models.CharField(max_length=12, default="open")
    saves = models.BooleanField(default=False)
    refunds = models.JSONField(default=dict)
    dispute = models.CharField(max_length=8, default="")
    return_url = models.TextField(default="")
    at = models.DateTimeField()
