"""The ways to sell: one offer, one pool, and a rule of who may claim and when money moves."""

from typing import Literal

Way = Literal["preorder", "crowdfunding", "drop"]
WAYS: tuple[Way, ...] = ("preorder", "crowdfunding", "drop")
