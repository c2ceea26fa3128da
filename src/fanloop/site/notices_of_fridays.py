"""What notices say of trains, patches, awards, Tuesdays and betas: a title and a text for each kind."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentences = tuple[str | Promise, str | Promise]

FRIDAYS: Mapping[str, Sentences] = {
    "patch_shipped": (
        _("Your work has left: %(title)s"),
        _("It left on train %(number)s, and you helped to make it. %(words)s Thank you."),
    ),
    "award_won": (
        _("You are the engineer of the week"),
        _("%(votes)s of %(of)s fans chose you for %(line)s %(number)s. Read what they say."),
    ),
    "award_given": (
        _("Engineer of the week: %(names)s"),
        _("You voted for %(line)s %(number)s. See how it went, and what others say."),
    ),
    "tuesday_asked": (
        _("How is %(line)s %(number)s?"),
        _("Four boxes, less than a minute. What you write by Tuesday decides what is built next."),
    ),
    "tuesday_due": (
        _("It is Tuesday: how was %(line)s %(number)s?"),
        _("Four boxes, less than a minute, also without a network. The sums are told tonight."),
    ),
    "train_held": (
        _("Stopped: %(line)s %(number)s"),
        _("Something you wait for is aboard. Why: “%(why)s” You hear when it goes on."),
    ),
    "train_resumed": (_("It goes on: %(line)s %(number)s"), _("What has changed: “%(why)s”")),
    "train_withdrawn": (
        _("Taken off: %(line)s %(number)s"),
        _("It does not leave. Why: “%(why)s” What was aboard waits for another train."),
    ),
    "train_called_back": (
        _("Called back: %(line)s %(number)s"),
        _("It had left with something you asked for or try. Why it is taken back: “%(why)s”"),
    ),
    "change_left": (
        _("Left behind: %(title)s"),
        _("It does not leave with %(line)s %(number)s. Why: “%(why)s” You hear when it boards again."),
    ),
    "change_again": (_("Aboard again: %(title)s"), _("It is to leave with %(line)s %(number)s.")),
    "change_withdrawn": (
        _("Withdrawn: %(title)s"),
        _("It is taken back for good. Why: “%(why)s” What you asked for stays on our list."),
    ),
    "change_not_fixed": (
        _("Not fixed: %(title)s"),
        _(
            "%(no)s of %(of)s people who tried it say so. What it answers is open again; their words stand beside it."
        ),
    ),
    "need_again": (
        _("Open again: %(title)s"),
        _("It had shipped. %(because)s The promise stands, and it boards again."),
    ),
    "notes_out": (
        _("%(line)s %(number)s has left"),
        _("You follow the line. These are its notes; its page has all of it, and who is thanked."),
    ),
    "patch_accepted": (
        _("Accepted: %(title)s"),
        _("%(by)s: “%(why)s” When it is merged, your name stands beside the change."),
    ),
    "patch_declined": (_("Your patch was not taken: %(title)s"), _("%(by)s: “%(why)s”")),
    "patch_merged": (
        _("Your patch is in the source: %(title)s"),
        _("It is “%(change)s” now, and you made it. It boards one of the next trains."),
    ),
    "translation_accepted": (_("Your words are used: %(title)s"), _("%(by)s: “%(why)s” Thank you.")),
    "translation_declined": (_("Your translation was not taken: %(title)s"), _("%(by)s: “%(why)s”")),
    "claim_accepted": (_("Yours, and named so: %(title)s"), _("%(by)s: “%(why)s”")),
    "claim_declined": (_("We could not put your name there: %(title)s"), _("%(by)s: “%(why)s”")),
    "beta_seat_drawn": (
        _("You are in: %(title)s"),
        _(
            "The draw gave you a seat. Every build comes to you before Friday; rest or leave whenever you like."
        ),
    ),
    "beta_not_drawn": (
        _("Not this time: %(title)s"),
        _(
            "More people wanted a seat than there are. You stay in for the next wave; the draw can be done again by anybody."
        ),
    ),
    "beta_seat_given": (
        _("A seat is yours: %(title)s"),
        _("%(by)s asks you to try builds before everybody else."),
    ),
    "beta_seat_ended": (
        _("Your seat has ended: %(title)s"),
        _("%(by)s decided it and says why: “%(because)s”"),
    ),
    "beta_ring": (
        _("You are in ring %(ring)s now: %(title)s"),
        _("The lower the ring, the earlier a build comes."),
    ),
    "beta_terms": (
        _("Terms to sign: %(title)s"),
        _("Version %(version)s is here. Builds wait until you have read and signed it."),
    ),
    "beta_build": (_("Build %(number)s is yours to try"), _("%(title)s. %(words)s")),
    "beta_build_back": (
        _("Please stop using build %(number)s"),
        _("It is taken back from your ring. Why: “%(why)s”"),
    ),
    "beta_quiet": (
        _("Are you still there? %(title)s"),
        _(
            "A build waits for you. Say anything, or let your seat rest; after %(days)s quiet days it rests by itself and stays yours."
        ),
    ),
    "beta_rests": (
        _("Your seat rests: %(title)s"),
        _("Nothing is lost. One click wakes it, whenever you like."),
    ),
    "beta_same": (
        _("Confirmed: %(feature)s"),
        _("Somebody saw the same before you, and now it weighs more. %(words)s"),
    ),
    "beta_finding_minor": (
        _("Confirmed: %(feature)s"),
        _("You found it first; %(by)s calls it minor. %(words)s"),
    ),
    "beta_finding_serious": (
        _("Confirmed: %(feature)s"),
        _("You found it first; %(by)s calls it serious. %(words)s"),
    ),
    "beta_finding_blocking": (
        _("You stopped a train: %(feature)s"),
        _("You found it first; %(by)s says that the build cannot leave with it. %(words)s"),
    ),
    "beta_finding_none": (_("Looked at: %(feature)s"), _("%(by)s found no fault in it. %(words)s")),
}
