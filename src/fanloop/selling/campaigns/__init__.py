"""Campaigns: an offer to the public that rests on accepted needs.

campaign  what is made, for whom, until when, and when it will be there; it cites the promises it rests on
offer     one variant in one market: price with tax, deposit, currency, and the pool it draws from
preorder  a claim on the pool, an order, its payment plan and the request for the deposit, in one transaction
wish      one pre-order of a replayed curve; a set of wishes goes through the same claim
way       how it sells: pre-order, crowdfunding or drop; what is on the shelf is sold by `orders`
goal      what must be pledged by the last moment, in pieces or in money at rates fixed when it opened
tier      a reward in words; with a number it has a pool of its own, with a window it is an early bird
stretch   what comes as well from an amount on; published before it is reached
pledge    an order that is charged only on success; until the end it is changed or taken back freely
outcome   what the deadline found, once: succeeded, missed, or withdrawn by the maker
ladder    charged at success, again every 48 hours, let go after seven days
promise   the days it is with the fan; each move is a row with a reason, and a slip makes leaving free
step      a price that changes on a day said before
drop      few pieces at one moment; its rules and the commitment to its seed are published before anybody enters
entry     a fan in a drop's waiting room, with a code for this draw alone, a word of their own, and tickets
draw      the order of all entries: their root is published, then the seed; anybody can repeat it
receipt   one entry under the maker's seal, given at once; later with its leaf's path up to the root
code      an invitation: twelve letters that open kept pieces, bound to who redeems it first, given on once
batch     codes made together: for whom, from when to when, and whether stepping out gives a code back
line      who waits for what is sold out, in order; what comes back is held for the first one for a day
rule      who may order: level, market, beta work, an earlier order; asked with every reason said
household orders of several people that go to one door; what is over the limit waits for a word, nothing is cancelled
link      a fan's own way to a campaign; an order counts for the link its buyer followed last
thanks    a voucher for an order somebody brought, by a rule known before, up to a number
ambassador  a fan who speaks for the maker's things and says so; applied or invited, accepted by the other side, ended by either
kit       what an ambassador has for one campaign: link, picture, words that disclose, and honest figures
planned   a campaign whose moment lies ahead: its page is a teaser, its words can be mended, and the clock opens it
bell      a fan wants to hear when a planned campaign opens, and agreed to the words; rung once
closing   a person ended the campaign, at a time
staged    the choice of needs was made for a demonstration; the page says so
replay    orders come from a recorded curve; the page says so
"""
