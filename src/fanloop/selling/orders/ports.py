"""A price passes here before it is shown, so that somebody above can say what stands behind it; parcels leave here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext, gettext_noop

from fanloop.people.fans.queries import Fan
from fanloop.selling.orders.rules.labels import Parcel, as_csv, as_json, as_zpl


@dataclass(frozen=True)
class Checked:
    """What is known of a price: `cost_minor` in the price's currency, None while nobody knows the cost.

    `refusal` says why nobody may ask for this price, in words a person can act on; empty where they may.
    """

    cost_minor: int | None = None
    refusal: str = ""

    @property
    def is_known(self) -> bool:
        return self.cost_minor is not None


class PriceCheck(Protocol):
    """Looks behind the price of one variant; None is a service, which has none."""

    def __call__(self, *, variant_id: int | None, minor: int, currency: str) -> Checked: ...


class CostUnknown:
    """The answer until the economics of the house are known."""

    def __call__(self, *, variant_id: int | None, minor: int, currency: str) -> Checked:  # noqa: ARG002 -- the port's shape
        return Checked()


_check: list[PriceCheck] = [CostUnknown()]


def fill(check: PriceCheck) -> None:
    """Let somebody above look behind prices from now on."""
    _check[:] = [check]


def price_check(*, variant_id: int | None, minor: int, currency: str) -> Checked:
    """What is known of this price."""
    return _check[0](variant_id=variant_id, minor=minor, currency=currency)


class Eligibility(Protocol):
    """Knows the rules who may order, and what a fan did that they ask about."""

    def is_rule(self, who: Mapping[str, Any], /) -> bool: ...

    def why_not(self, who: Mapping[str, Any], fan: Fan, at: datetime, /) -> str:
        """Why a rule leaves this fan out, in words they can act on; nothing when it does not."""

    def asked(self, who: Mapping[str, Any], /) -> list[str]:
        """The rule in words, one line for each part."""


class NobodyAsks:
    """While nobody above knows rules, there are none."""

    def is_rule(self, who: Mapping[str, Any], /) -> bool:
        return not who

    def why_not(self, who: Mapping[str, Any], fan: Fan, at: datetime, /) -> str:  # noqa: ARG002 -- the port's shape
        return ""

    def asked(self, who: Mapping[str, Any], /) -> list[str]:  # noqa: ARG002 -- the port's shape
        return []


_eligibility: list[Eligibility] = [NobodyAsks()]


def fill_eligibility(rules: Eligibility) -> None:
    """Let somebody above say who may order."""
    _eligibility[:] = [rules]


def eligibility() -> Eligibility:
    """Who knows the rules now."""
    return _eligibility[0]


DoorLimit = Callable[[str], int | None]
"""The origin of a book → how many pieces its rules let go to one door; None where nobody published a limit."""


def _no_limit(origin: str) -> int | None:  # noqa: ARG001 -- the port's shape
    return None


_door_limit: list[DoorLimit] = [_no_limit]


def fill_door_limit(limit: DoorLimit) -> None:
    """Let somebody above say what was published."""
    _door_limit[:] = [limit]


def door_limit(origin: str) -> int | None:
    return _door_limit[0](origin)


class Carrier(Protocol):
    """Takes parcels to people. `told` hands a run of parcels over and answers tracking numbers by order number.

    A carrier that gives its numbers later answers nothing; they are brought in with the shipment then. Called
    again with the same `run` it must not make second labels.
    """

    name: str

    def label(self) -> str: ...

    def told(self, parcels: Sequence[Parcel], *, run: str) -> Mapping[str, str]: ...


Draw = Callable[[Sequence[Parcel]], str]


@dataclass
class FileCarrier:
    """Label data as files, for whatever prints labels here: one of each of `kinds` a run, in a folder of the home.

    The folder is served to nobody but who sends, file by file. Files of a run are written whole or not at all.
    """

    name: str
    words: str
    kinds: Mapping[str, Draw]

    def label(self) -> str:
        return gettext(self.words)

    def told(self, parcels: Sequence[Parcel], *, run: str) -> Mapping[str, str]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for kind, draw in self.kinds.items():
            _written(self._folder / f"{run}.{kind}", draw(parcels))
        return {}

    def file(self, run: str, kind: str) -> bytes | None:
        """One file of a run that was told; None once it is gone, and for what was never written."""
        path = self._folder / f"{run}.{kind}"
        return path.read_bytes() if kind in self.kinds and path.is_file() else None

    def kept(self, run: str) -> tuple[str, ...]:
        """The kinds of files of a run that are still there."""
        return tuple(kind for kind in self.kinds if (self._folder / f"{run}.{kind}").is_file())

    def forget(self, runs: Collection[str]) -> int:
        """The labels of these runs are printed and gone; the files hold addresses, so they go too."""
        there = [
            path for run in runs for kind in self.kinds if (path := self._folder / f"{run}.{kind}").exists()
        ]
        for path in there:
            path.unlink()
        return len(there)

    @property
    def _folder(self) -> Path:
        return Path(settings.HOME) / "labels"


def _written(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


_carriers: dict[str, Carrier] = {}


def register_carrier(carrier: Carrier) -> None:
    """Add a carrier, or replace the one of its name."""
    _carriers[carrier.name] = carrier


def carrier(name: str) -> Carrier | None:
    """The carrier of a name; shipments of foreign carriers carry a name without one."""
    return _carriers.get(name)


def carriers() -> list[Carrier]:
    """Every carrier that can be told of parcels, in the order registered."""
    return list(_carriers.values())


FILES = (
    FileCarrier("file", gettext_noop("Label files"), {"csv": as_csv, "json": as_json}),
    FileCarrier("zpl", gettext_noop("Label printer (ZPL)"), {"zpl": as_zpl}),
)
for _each in FILES:
    register_carrier(_each)
