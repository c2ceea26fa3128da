from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class PartnerRegistered(Fact):
    """The maker works with one more firm."""

    partner: str
    kind: str


@dataclass(frozen=True)
class ContactInvited(Fact):
    """A fan speaks for a partner from now on; the portal is open to them."""

    partner: str
    fan: str


@dataclass(frozen=True)
class ContactEnded(Fact):
    """A fan no longer speaks for a partner; the portal is closed to them."""

    partner: str
    fan: str
