"""What payments announces. Lists of ids, one fact per batch, however many fans paid in it."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class PaymentReceived(Fact):
    """Money has come. `payments` are ids of payments that were settled together."""

    payments: tuple[int, ...]


@dataclass(frozen=True)
class PaymentRefunded(Fact):
    """Money went back. `payments` are ids of payments refunded together."""

    payments: tuple[int, ...]
