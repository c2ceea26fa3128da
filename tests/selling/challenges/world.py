"""A shop that asks for pictures, and fans who agreed to its terms."""

from datetime import timedelta
from io import BytesIO
from itertools import count

from PIL import Image

from fanloop.foundation import files
from fanloop.foundation.uploads import accepted
from fanloop.people.terms.actions import agree, publish_terms
from fanloop.selling.challenges.actions import NewChallenge, enter, open_challenge
from tests.selling.world import NOON, fan, shop

OVER = NOON + timedelta(days=8)
_serial = count(1)


def asking(**more):
    """A shop with terms and an open challenge; `shop.terms` and `shop.challenge`."""
    house = shop()
    house.terms = publish_terms(text="It stays yours.", licence="CC-BY-4.0", by=house.member, at=NOON)
    house.challenge = open_challenge(new=new(campaign=house.campaign, **more), by=house.member, at=NOON)
    return house


def new(**more):
    said = {
        "slug": "first-light", "title": {"en": "First light"}, "words": {"en": "Show us."}, "tag": "#FirstLight",
        "opens": NOON, "closes": NOON + timedelta(days=7), "prize": {"en": "A shade."},
    }  # fmt: skip
    return NewChallenge(**{**said, **more})


def picture(colour="", kind="JPEG", **more):
    out = BytesIO()
    Image.new("RGB", (80, 60), colour or f"#0{next(_serial):05x}").save(out, kind, **more)
    return out.getvalue()


def kept(data=b""):
    made = accepted(data or picture(), "window.jpg")
    return files.keep(made.data, name=made.name, content_type=made.content_type, at=NOON)


def friend(house, handle=""):
    who = fan(handle)
    agree(fan=who, terms=house.terms, at=NOON)
    return who


def entry(house, who, *, use=False, caption="Ten to seven", at=NOON, key=""):
    return enter(
        challenge=house.challenge, fan=who, file=kept(), caption=caption, described="a window", use=use,
        key=key or f"k{next(_serial)}", at=at,
    )  # fmt: skip
