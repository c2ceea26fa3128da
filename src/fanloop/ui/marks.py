"""Honest labels: what a thing is not quite, in a word and a sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Mark:
    """A label, the sentence behind it and its icon."""

    word: str | Promise
    means: str | Promise
    icon: str


MARKS: dict[str, Mark] = {
    "assumed": Mark(
        _("assumed"), _("Not in the source; set by a rule so that the plan can be made."), "question"
    ),
    "demo": Mark(_("demo"), _("Part of the demo story. Nobody ordered, paid or wrote this."), "lamp"),
    "estimated": Mark(
        _("estimated"), _("Reckoned from what we know; the band shows how sure we are."), "chart"
    ),
    "guessed": Mark(
        _("guessed"), _("Sorted by a rule, not by a person. Tell us if it is wrong."), "question"
    ),
    "imported": Mark(
        _("imported"), _("Taken over from another place, with its own dates and names."), "download"
    ),
    "replay": Mark(_("replay"), _("Real numbers from elsewhere, played again here. No real order."), "loop"),
    "simulated": Mark(_("simulated"), _("Made by a simulation, not by people."), "settings"),
    "staged": Mark(_("staged"), _("Put together by us to show how the parts join."), "flag"),
}
