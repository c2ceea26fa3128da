"""What payments announces. Lists of ids, one fact per batch, however many fans paid in it."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class PaymentReceived(Fact):
    """Money has come. `payments` are ids of payments that were settled together."""

    payments: tuple[int, ...]


@dataclass(frozen=True)
class PaymentRefunded(Fact):
    """Money went back, all of it or a part. `payments` are ids of payments refunded together."""

    payments: tuple[int, ...]


@dataclass(frozen=True)
class PaymentDisputed(Fact):
    """A bank has taken money back while it looks into a complaint, or has decided about it. `stage`: open, won, lost."""

    payment: int
    stage: str


@dataclass(frozen=True)
class PaymentGivenUp(Fact):
    """A saved method was tried for seven days in vain: by the published rule the place is free again."""

    payment: int
    about: str
