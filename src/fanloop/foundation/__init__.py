"""The ground floor: tools that know no business noun.

fact        something that happened, named in the past tense, told to the rooms above (bus)
outbox      the table a fact is written to in the transaction of the act itself (bus)
reaction    what an upper room does about a fact; its receipt makes it idempotent (bus)
ref         the name of any row as text, such as `voices.need:17` (refs)
because     one arrow of the trail: an effect, its cause, and which share of it (trail)
card        what a viewer may read about a ref (trail)
viewer      who is looking, as a frozen value handed down to queries (viewer)
letter      an e-mail as data, kept in a local outbox before it leaves (mail)
minor       an amount of money in the smallest unit of its currency (money)
job         background work, enqueued by name (jobs)
"""
