"""Stock: pools that many want from at once, and claims that cannot oversell.

pool      a number of pieces somebody promised to make, or has; remaining never falls below zero
claim     one fan's hold on some pieces of a pool; numbered without gaps, in the order decided
slot      the how-manieth claim of this fan on this pool; one claim per pool, fan and slot
key       what makes asking again harmless: the same key gets the same answer
release   a claim given back; its pieces return to the pool, its number is not given again
"""
