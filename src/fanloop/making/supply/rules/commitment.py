"""How much material to commit to before it is known what will be wanted: two stages over many scenarios.

Now: order material. Later, in each scenario: see what is wanted, buy more where that is still possible, and make
what pays. The mean result over the scenarios (sample average) is maximised as one linear programme by the interior
point method of HiGHS; its simplex takes minutes where that takes seconds. Fractions of a piece are allowed: at the
quantities of a series they do not matter, and whole numbers would make an hour of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity, kron, vstack

Amounts = NDArray[np.float64]


class NoSolutionError(ValueError):
    """The programme cannot be solved; the message is the solver's."""


@dataclass(frozen=True)
class Variants:
    """What can be made: what one brings after finishing it, and `uses` (variants × materials) per piece."""

    margin: Amounts
    uses: Amounts


@dataclass(frozen=True)
class Materials:
    """Cost of one ordered `now`, of one bought `later` (infinite: cannot be), and what one left over is worth.

    `prepaid` is the share of `now` that is paid at once and binds money; `money` what that costs, as a share.
    """

    now: Amounts
    later: Amounts
    salvage: Amounts
    prepaid: float = 0.0
    money: float = 0.0

    def __post_init__(self) -> None:
        if np.any(self.salvage > self.now) or np.any(self.now < 0):
            raise ValueError(
                "material left over cannot be worth more than it cost, nor cost less than nothing"
            )


@dataclass(frozen=True)
class Commitment:
    """What to order now, and what then is to be expected, as means over the scenarios.

    `profit` counts no fixed costs. `made` are pieces by variant and scenario, `left` and `bought` the mean material
    left over and bought later, `liability_each` what is lost with one piece of it left over.
    """

    order: Amounts
    profit: float
    made: Amounts
    left: Amounts
    bought: Amounts
    liability_each: Amounts

    @property
    def liability(self) -> float:
        """Mean money lost in material that is left over."""
        return float(self.left @ self.liability_each)


def commit(variants: Variants, materials: Materials, wanted: Amounts) -> Commitment:
    """The best order for `wanted` (scenarios × variants). Raises `NoSolutionError`."""
    scenarios, kinds = wanted.shape
    parts = len(materials.now)
    open_later = np.flatnonzero(np.isfinite(materials.later))
    paid = materials.now * (1 + materials.prepaid * materials.money)
    cost = np.concatenate([
        paid - materials.salvage,
        np.tile(-(variants.margin + variants.uses @ -materials.salvage), scenarios) / scenarios,
        np.tile((materials.later - materials.salvage)[open_later], scenarios) / scenarios,
    ])  # fmt: skip
    taken = kron(identity(scenarios), csr_array(variants.uses.T))
    ordered = vstack([-identity(parts)] * scenarios)
    more = kron(identity(scenarios), -identity(parts, format="csc")[:, open_later])
    upper = np.concatenate(
        [np.full(parts, np.inf), wanted.ravel(), np.full(scenarios * len(open_later), np.inf)]
    )
    solved = linprog(
        cost,
        A_ub=hstack([ordered, taken, more], format="csr"),
        b_ub=np.zeros(scenarios * parts),
        bounds=np.column_stack([np.zeros_like(upper), upper]),
        method="highs-ipm",
    )
    if not solved.success:
        raise NoSolutionError(solved.message)
    made = solved.x[parts : parts + scenarios * kinds].reshape(scenarios, kinds)
    bought = np.zeros((scenarios, parts))
    bought[:, open_later] = solved.x[parts + scenarios * kinds :].reshape(scenarios, -1)
    order = solved.x[:parts]
    left = np.maximum((order + bought - made @ variants.uses).mean(axis=0), 0)
    lost = materials.now - materials.salvage
    return Commitment(order, float(-solved.fun), made, left, bought.mean(axis=0), lost)
