import secrets
from datetime import datetime, timedelta

from fanloop.people.fans.queries import Fan
from fanloop.selling.stock.models import Pool
from fanloop.selling.stock.queries import token_secret
from fanloop.selling.stock.rules import tokens

VALID = timedelta(hours=24)


def token_for(
    *,
    pool: Pool,
    fan: Fan,
    quantity: int,
    at: datetime,
    not_before: datetime | None = None,
    expires: datetime | None = None,
    nonce: int | None = None,
) -> str:
    """A signed token with which `fan` claims `quantity` pieces of `pool`, from `not_before` (`at`) until `expires`
    (24 hours after that). All that is asked of a fan is asked before this is called. Whoever wants the same fan to
    have the same token again gives the same `nonce`, 64 bits.
    """
    begins = not_before or at
    number = secrets.randbits(64) if nonce is None else nonce
    return tokens.mint(
        pool=pool.id, fan=fan.id, quantity=quantity, not_before=begins, expires=expires or begins + VALID,
        nonce=number, secret=token_secret(),
    )  # fmt: skip
