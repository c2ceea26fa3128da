"""Demand that was cut off: what a drop would have sold had there been enough, and the mean of drops that sold out.

A drop: people come at a rate that falls off, l(t) = N / h · exp(-t / h), seen until T. With n seen, their times adding
up to S, the log-likelihood is n·log N - n·log h - S / h - N·(1 - exp(-T / h)). N is known only as far as the rate was
seen to fall: the interval is the set of N whose profile (best h for it) lies within chi²(1, level) / 2 of the best. It
may have no upper end; then there is a bound and no point. A Wald interval would cover 75 to 82 % here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import log_ndtr
from scipy.stats import chi2

from fanloop.making.demand.rules.trees import Floats

FEWEST = 20
LEAST, MOST = float(np.log(1e-7)), float(np.log(600.0))  # log of T / h
STEPS = 400
ENDLESS = 1e6
SPREAD = 5.0  # added to the first guess of a standard deviation, so that it is never zero


@dataclass(frozen=True)
class Wanted:
    """How many: at least `low`, at most `high`, most likely `point`; no point where there is no upper end."""

    low: float
    point: float | None
    high: float | None


def came(times: Sequence[float], *, until: float, level: float = 0.9) -> Wanted:
    """How many people would have come in the end, from those seen: each once, `times` since the opening, up to `until`.

    Any unit of time. Fewer than twenty people give only what was seen. Raises `ValueError` for a time outside.
    """
    seen = np.asarray(times, dtype=np.float64)
    if until <= 0 or (len(seen) and (seen.min() < 0 or seen.max() > until)):
        raise ValueError("people come between the opening and the last look")
    count = len(seen)
    if count < FEWEST:
        return Wanted(float(count), None, None)
    late = float(seen.mean()) / until
    within = float(chi2.ppf(level, 1)) / 2
    fall = _fall(late)
    if fall is None:
        return Wanted(_low(count, late, best=_even(count), within=within, above=count * ENDLESS), None, None)
    point = count / -np.expm1(-fall)
    best = _profile(point, count, late)
    low = _low(count, late, best=best, within=within, above=point)
    if best - _even(count) <= within:
        return Wanted(low, None, None)
    high = brentq(
        lambda n: _profile(np.exp(n), count, late) - best + within, np.log(point), np.log(point * ENDLESS)
    )
    return Wanted(low, float(point), float(np.exp(high)))


def _low(count: int, late: float, *, best: float, within: float, above: float) -> float:
    """Never fewer than were seen."""
    if _profile(count, count, late) >= best - within:
        return float(count)
    low = brentq(lambda n: _profile(np.exp(n), count, late) - best + within, np.log(count), np.log(above))
    return float(np.exp(low))


def _fall(late: float) -> float | None:
    """T / h where the mean of a cut exponential is `late`; None when the rate did not fall."""
    if late >= _mean(np.exp(LEAST)):
        return None
    if late <= _mean(np.exp(MOST)):
        return float(np.exp(MOST))
    return float(np.exp(brentq(lambda log_fall: _mean(np.exp(log_fall)) - late, LEAST, MOST)))


def _mean(fall: float) -> float:
    """Mean of an exponential cut at T, in shares of T."""
    return float(1 / fall - 1 / np.expm1(fall)) if fall > 1e-4 else 0.5 - fall / 12


def _profile(people: float, count: int, late: float) -> float:
    """Best log-likelihood for so many people, less n·log T: over a grid of T / h, then close by."""

    def missed(log_fall: float) -> float:
        return float(-_likelihood(people, np.array([log_fall]), count, late)[0])

    grid = np.linspace(LEAST, MOST, STEPS)
    place = int(_likelihood(people, grid, count, late).argmax())
    around = grid[max(0, place - 1)], grid[min(STEPS - 1, place + 1)]
    return -float(minimize_scalar(missed, bounds=around, method="bounded", options={"xatol": 1e-8}).fun)


def _likelihood(people: float, log_fall: Floats, count: int, late: float) -> Floats:
    fall = np.exp(log_fall)
    told: Floats = count * (np.log(people) + log_fall - fall * late) + people * np.expm1(-fall)
    return told


def _even(count: int) -> float:
    """The log-likelihood of a rate that does not fall at all: endlessly many people."""
    return float(count * np.log(count) - count)


@dataclass(frozen=True)
class Mean:
    """The mean demand of one drop, and its interval."""

    mean: float
    low: float
    high: float


def censored_mean(sold: Sequence[float], cut: Sequence[bool], *, level: float = 0.9) -> Mean:
    """Mean of normal demand where `cut` ones are only known to be at least what was `sold` (Tobit).

    The interval is by profile likelihood. Raises `ValueError` without two that were not cut off.
    """
    amounts, capped = np.asarray(sold, dtype=np.float64), np.asarray(cut, dtype=bool)
    free = amounts[~capped]
    if len(free) < 2 or len(amounts) != len(capped):
        raise ValueError("two that were not sold out are needed")

    def missed(mean: float, log_spread: float) -> float:
        z = (amounts - mean) / np.exp(log_spread)
        return -float(-(z[~capped] ** 2).sum() / 2 - log_spread * len(free) + log_ndtr(-z[capped]).sum())

    def profile(mean: float) -> float:
        return float(
            minimize_scalar(
                lambda s: missed(mean, s), bounds=(start[1] - 5, start[1] + 5), method="bounded"
            ).fun
        )

    start = amounts.mean(), np.log(amounts.std() + SPREAD)
    best = minimize(
        lambda x: missed(x[0], x[1]), start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6}
    )
    top, mean = best.fun + float(chi2.ppf(level, 1)) / 2, float(best.x[0])
    step = float(np.exp(best.x[1]))
    low, high = (_edge(lambda m: profile(m) - top, mean, way * step) for way in (-1, 1))
    return Mean(mean, low, high)


def _edge(over: Callable[[float], float], inside: float, step: float) -> float:
    """Where `over` becomes positive on the way out from `inside`."""
    outside = inside + step
    while over(outside) < 0:
        inside, outside = outside, outside + 2 * (outside - inside)
    return float(brentq(over, inside, outside, xtol=1e-4))
