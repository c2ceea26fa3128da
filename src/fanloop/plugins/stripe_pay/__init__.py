"""Cards through Stripe: its own page for the fan, its own words for what happened.

intent    Stripe's row for one payment; ours is named in its metadata
session   Stripe's page on which a fan gives a card; no card number ever passes our house
setup     a page that takes nothing and keeps the card for later
key       `fl:{payment}:{action}:{attempt}`: asking twice with one key moves money once
"""
