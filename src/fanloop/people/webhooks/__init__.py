"""Signed outgoing webhooks.

endpoint   an address elsewhere that hears of chosen facts, with the member who set it up
filter     which facts an endpoint hears of: names, whole nouns ("voices.*"), and conditions on their fields
secret     what a message is signed with; the old one signs beside the new one until it is ended
delivery   one fact on its way to one endpoint, with an id that stays the same however often it is tried
attempt    one try of a delivery, with what came back
replay     sending a delivery once more because somebody asked for it
"""
