"""Campaigns: an offer to the public that rests on accepted needs.

campaign  what is made, for whom, until when, and when it will be there; it cites the promises it rests on
offer     one variant in one market: price with tax, deposit, currency, and the pool it draws from
preorder  a claim on the pool, an order, its payment plan and the request for the deposit, in one transaction
wish      one pre-order of a replayed curve; a set of wishes goes through the same claim
way       how it sells: pre-order, crowdfunding, drop, or from stock
drop      few pieces at one moment; its rules and the commitment to its seed are published before anybody enters
entry     a fan in a drop's waiting room, with a code for this draw alone, a word of their own, and tickets
draw      the order of all entries: their root is published, then the seed; anybody can repeat it
receipt   one entry with its leaf and the path up to the root
closing   a person ended the campaign, at a time
staged    the choice of needs was made for a demonstration; the page says so
replay    orders come from a recorded curve; the page says so
"""
