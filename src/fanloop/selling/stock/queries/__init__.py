"""Every read of stock. A pool's numbers are public; who holds a claim is asked of the order."""

from fanloop.selling.stock.models import Claim, Pool
from fanloop.selling.stock.queries.attempts import attempts, has_tried, in_vain, sell_out, too_late
from fanloop.selling.stock.queries.chains import (
    chain,
    chain_head,
    claimed_pools,
    published_chain,
    verify_chain,
)
from fanloop.selling.stock.queries.claims import (
    Held,
    Pace,
    claimed_since,
    deciding_now,
    given_back,
    gone,
    held,
    held_by,
    holds_of,
    is_stopped,
    mine,
    pace,
    token_secret,
)
from fanloop.selling.stock.queries.export import rows_of
from fanloop.selling.stock.queries.pools import (
    Status,
    pool_keeping,
    pool_of,
    pools_of,
    reserved,
    status,
    statuses,
)
from fanloop.selling.stock.rules.attempts import Attempt, SellOut, Sold, Wished
from fanloop.selling.stock.rules.chain import Link

__all__ = [
    "Attempt",
    "Claim",
    "Held",
    "Link",
    "Pace",
    "Pool",
    "SellOut",
    "Sold",
    "Status",
    "Wished",
    "attempts",
    "chain",
    "chain_head",
    "claimed_pools",
    "claimed_since",
    "deciding_now",
    "given_back",
    "gone",
    "has_tried",
    "held",
    "held_by",
    "holds_of",
    "in_vain",
    "is_stopped",
    "mine",
    "pace",
    "pool_keeping",
    "pool_of",
    "pools_of",
    "published_chain",
    "reserved",
    "rows_of",
    "sell_out",
    "status",
    "statuses",
    "token_secret",
    "too_late",
    "verify_chain",
]
