"""Stock: pools that many want from at once, and claims that cannot oversell.

pool          a number of pieces somebody promised to make, or has; remaining never falls below zero
claim         one fan's hold on some pieces of a pool; numbered without gaps, in the order decided
slot          the how-manieth claim of this fan on this pool; one claim per pool, fan and slot
key           what makes asking again harmless: the same key gets the same answer
reserve       pieces of a pool that only some may claim: taken out of what is free, given back to who waits first
hold          a claim that waits for its fan for some minutes; confirmed, or given back by the sweeper
confirmation  a held claim became the fan's own; a claim without a hold is so from the beginning
release       a claim given back; its pieces return to the pool, its number is not given again
token         the signed right to claim from a pool at an instant, made before it and checked without a database
batcher       one per pool and process: gathers claims for two milliseconds and has them decided together
latch         what a process remembers of a pool that is sold out; opened again by what comes back
attempt       a fan who tried and got nothing, once per pool, at whichever door: demand that shows in no order
wish          what would have done for an attempt: references of variants
gate          somebody stopped the claims of a pool, or let them go on
batch, link   the claims of one decision, chained to those before by a hash; a salt lets everybody check it and names nobody
"""
