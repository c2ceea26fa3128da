"""Who gets a seat: a draw that anybody can do again from what is published.

Before it: SHA-256 of a secret. After it: the secret and the pool, without names. The seed of the draw is made of both,
so whoever knows the secret cannot know the winners while people still apply, and whoever watches the pool cannot change
the secret. What is left to trust: that the maker puts no invented applications into the pool at the last moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from fanloop.releasing.beta.rules.words import DEVICE, LANGUAGE, LEVEL


@dataclass(frozen=True)
class Candidate:
    """One application as the draw sees it: a code instead of a name, the trust level (0 to 4), languages and devices."""

    code: str
    level: int = 0
    languages: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()

    @property
    def line(self) -> str:
        """The candidate as one line of the published pool, such as `K7MQ2P 2 de,en DN2-OAK`."""
        return " ".join(
            (
                self.code,
                str(self.level),
                ",".join(sorted(self.languages)) or "-",
                ",".join(sorted(self.devices)) or "-",
            )
        )


@dataclass(frozen=True)
class Quota:
    """So many seats are kept: for a level and above, for a language, or for a device."""

    kind: str
    value: str
    seats: int

    def fits(self, one: Candidate) -> bool:
        """Whether the candidate may have a seat kept here. Raises ValueError for a kind that is none."""
        if self.kind == LEVEL:
            return one.level >= int(self.value)
        if self.kind == LANGUAGE:
            return self.value in one.languages
        if self.kind == DEVICE:
            return self.value in one.devices
        raise ValueError(f"seats are kept by level, language or device, not by {self.kind!r}")


def commitment(secret: str) -> str:
    """What is published before the draw: the SHA-256 of the secret, as hexadecimal digits."""
    return sha256(secret.encode()).hexdigest()


def pool_digest(pool: Iterable[Candidate]) -> str:
    """The SHA-256 of the pool's lines in the order of their codes, each ended by a line feed."""
    return sha256("".join(f"{one.line}\n" for one in _by_code(pool)).encode()).hexdigest()


def _by_code(pool: Iterable[Candidate]) -> list[Candidate]:
    return sorted(pool, key=lambda one: one.code)


def seed_of(secret: str, pool: Iterable[Candidate]) -> str:
    """The seed of a draw: SHA-256 of `secret:digest of the pool`."""
    return sha256(f"{secret}:{pool_digest(pool)}".encode()).hexdigest()


def ticket(seed: str, code: str) -> str:
    """The number of one application, 64 hexadecimal digits: SHA-256 of `seed:code`."""
    return sha256(f"{seed}:{code}".encode()).hexdigest()


def draw(*, secret: str, pool: Sequence[Candidate], seats: int, quotas: Sequence[Quota] = ()) -> list[str]:
    """The codes that get a seat, the smallest ticket first; never more than `seats`.

    First the kept seats, quota by quota in the published order: who fits and has the smallest ticket, until as many
    who fit are in as are kept. Then everybody else by ticket. A quota too few people fit gives its seats back.
    Raises ValueError for two applications with one code and for more kept seats than there are.
    """
    if len({one.code for one in pool}) != len(pool):
        raise ValueError("two applications have the same code")
    if seats < 0 or sum(quota.seats for quota in quotas) > seats:
        raise ValueError("more seats are kept than there are")
    seed = seed_of(secret, pool)
    line = sorted(pool, key=lambda one: ticket(seed, one.code))
    chosen: set[str] = set()
    for quota in quotas:
        _fill(quota, line, chosen)
    for one in line:
        if len(chosen) >= seats:
            break
        chosen.add(one.code)
    return [one.code for one in line if one.code in chosen]


def _fill(quota: Quota, line: Sequence[Candidate], chosen: set[str]) -> None:
    fitting = [one.code for one in line if quota.fits(one)]
    missing = quota.seats - sum(1 for code in fitting if code in chosen)
    chosen.update([code for code in fitting if code not in chosen][: max(0, missing)])
