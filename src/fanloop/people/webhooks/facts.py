"""What webhooks announce."""

from dataclasses import dataclass

from fanloop.foundation.bus import Fact


@dataclass(frozen=True)
class EndpointOpened(Fact):
    """An address elsewhere hears of facts from now on."""

    endpoint: str


@dataclass(frozen=True)
class EndpointRested(Fact):
    """An endpoint hears no more: `because` is wish, gone or silent."""

    endpoint: str
    because: str
