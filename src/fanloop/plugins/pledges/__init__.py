"""Pledges: a recorded crowdfunding curve, replayed as pre-orders of labelled accounts.

curve     cumulative backers of one project by the hour, as somebody recorded it
step      what one hour of the recording does: so many come, so many leave
replay    the steps told again from the moment a campaign opens, through the same claims as everybody
share     how often an offer is chosen, drawn from a seed; a recording does not say, so this is assumed
"""
