"""Who may see what of supply, in one place."""

from fanloop.foundation.viewer import Viewer


def may_see_plans(viewer: Viewer) -> bool:
    """Parts, weeks and quantities: the whole team."""
    return viewer.may("demand.see")


def may_see_prices(viewer: Viewer) -> bool:
    """Suppliers and prices: those who plan and those who approve."""
    return viewer.may("supply.plan") or viewer.may("supply.approve")
