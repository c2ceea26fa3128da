"""Every read of markets; all of it is public."""

from fanloop.people.markets.models import Market

__all__ = ["Market", "market", "market_ids", "markets"]


def markets() -> list[Market]:
    """All markets by code."""
    return list(Market.objects.all())


def market(code: str) -> Market | None:
    return Market.objects.filter(code=code).first()


def market_ids() -> dict[str, int]:
    """Code → id, for sets."""
    return dict(Market.objects.values_list("code", "id"))
