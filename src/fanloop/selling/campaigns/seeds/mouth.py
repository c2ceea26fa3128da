"""Who tells friends: what an order is worth, an ambassador with a few visits, one who was asked, and one who applied."""

from datetime import date, timedelta

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.selling.campaigns.actions.ambassadors import apply, decide, invite
from fanloop.selling.campaigns.actions.word_of_mouth import follow, promise_thanks, share_link

_VISITS = (3, 1, 4, 2, 6, 0, 2)


def spread(world: World) -> None:
    """Nobody has ordered by a link yet, and the figures say so."""
    campaign, jonna = world["campaign.dawn2"], world["member.jonna"]
    promise_thanks(
        campaign=campaign, minor=500, currency="EUR", most=6, by=jonna, at=world.at("2026-11-16 09:00")
    )
    mira = apply(
        fan=world["fan.mira"], at=world.at("2026-11-16 19:20"),
        words="I write about light for people who work nights, in a small newsletter. I would show the lamp in my own room.",
    )  # fmt: skip
    decide(
        ambassadorship=mira, accepted=True, by=jonna, at=world.at("2026-11-17 08:40"),
        because="You were the one who asked for the sunrise, and you always say what does not work yet.",
    )  # fmt: skip
    link = share_link(campaign=campaign, fan=world["fan.mira"], at=world.at("2026-11-17 12:05"))
    for day, visits in enumerate(_VISITS):
        for _each in range(visits):
            follow(link=link, day=date(2026, 11, 18) + timedelta(days=day))
    invite(
        fan=world["fan.gridwalker"], by=world["member.mateo"], at=world.at("2026-11-25 16:10"),
        words="Your clamp drawings explain it better than we do. Would you speak of it where people build things?",
    )  # fmt: skip
    apply(
        fan=world["fan.tomo"], at=world.at("2026-11-26 08:05"),
        words="I run a small channel about kitchens. I would film a week with the lamp and say what annoyed me.",
    )  # fmt: skip
    bus.drain()
