"""The API put together: one router a noun, under one version."""

from fanloop.api import campaigns, community, orders, problems, releases, supply, trail, voices
from fanloop.api.description import INTRODUCTION
from fanloop.api.face import MachineFace
from fanloop.listening.moderation.rules.refusals import Refused as GateRefused
from fanloop.listening.voices.rules.refusals import Refused as VoicesRefused
from fanloop.making.supply.rules.refusals import Refused as SupplyRefused

api = MachineFace(title="Fanloop", version="1", description=INTRODUCTION, urls_namespace="api", docs_url=None)
for noun in (voices, community, releases, campaigns, orders, trail, supply):
    api.add_router("/v1", noun.router)
problems.install(api, refusals=(GateRefused, VoicesRefused, SupplyRefused))
