"""Every price the desk sets passes the port behind which somebody knows what a thing costs."""

from fanloop.selling.orders.ports import price_check


def pass_price(*, variant_id: int | None, minor: int, currency: str, refused: type[ValueError]) -> None:
    """Raises `refused` in the port's words for a price nobody may ask for. No variant is a service."""
    if why := price_check(variant_id=variant_id, minor=minor, currency=currency).refusal:
        raise refused(why)
