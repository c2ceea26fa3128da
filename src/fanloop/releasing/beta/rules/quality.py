"""How good a tester's eyes are: confirmed findings by impact.

Impact = weight × popularity, and a tester's quality is the sum over what they found first, as Centercode reckons its
feedback and tester impact scores: who sees the same later makes a finding weigh more and gets nothing of it, so a
hundred copies of one report are worth no more to their writer than silence.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fanloop.releasing.beta.rules.words import BLOCKING, MINOR, NOT_A_FAULT, SERIOUS

WEIGHTS = {NOT_A_FAULT: 0, MINOR: 1, SERIOUS: 3, BLOCKING: 9}
MOST_WEIGHT = 3
"""A feature weighs 1 to 3."""


@dataclass(frozen=True)
class Finding:
    """A confirmed fault: who saw it first, how bad it is, how much hangs on its feature, who else saw it."""

    tester: int
    severity: str
    feature_weight: int = 1
    others: frozenset[int] = frozenset()


def impact(finding: Finding) -> int:
    """Severity × weight of the feature × people who saw it; nought for what is no fault.

    >>> impact(Finding(7, "serious", 2, frozenset({8, 9})))
    18
    """
    people = len(finding.others | {finding.tester})
    return WEIGHTS[finding.severity] * finding.feature_weight * people


def quality(findings: Iterable[Finding]) -> dict[int, int]:
    """Tester → sum of the impact of what they found first."""
    sums: dict[int, int] = {}
    for one in findings:
        sums[one.tester] = sums.get(one.tester, 0) + impact(one)
    return sums
