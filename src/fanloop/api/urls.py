"""The API put together: one router a noun, under one version."""

from fanloop.api import (
    attention,
    beta,
    builds,
    campaigns,
    chat,
    community,
    desk_promise,
    events,
    orders,
    problems,
    releases,
    supply,
    trail,
    voices,
)
from fanloop.api.description import INTRODUCTION
from fanloop.api.face import MachineFace
from fanloop.listening.attention.rules.refusals import Refused as AttentionRefused
from fanloop.listening.events.rules.refusals import Refused as EventsRefused
from fanloop.listening.moderation.rules.refusals import Refused as GateRefused
from fanloop.listening.voices.rules.refusals import Refused as VoicesRefused
from fanloop.making.supply.rules.refusals import Refused as SupplyRefused
from fanloop.things.builds.rules.refusals import Refused as BuildsRefused

api = MachineFace(title="Fanloop", version="1", description=INTRODUCTION, urls_namespace="api", docs_url=None)
for noun in (
    voices,
    community,
    chat,
    events,
    attention,
    desk_promise,
    releases,
    beta,
    builds,
    campaigns,
    orders,
    trail,
    supply,
):
    api.add_router("/v1", noun.router)
problems.install(
    api, refusals=(AttentionRefused, EventsRefused, GateRefused, VoicesRefused, SupplyRefused, BuildsRefused)
)
