"""Peace in the talk: what is reported, judged, held back, and what follows for whom.

flag         somebody reports something: a reason, a few words, and a weight that is frozen with it
weight       how much a flag counts: one, the reporter's level, how often they were right, the kind of reason
accuracy     how often a reporter's judged flags were agreed with; it counts after more than five
review       one round of flags on one thing, until it is judged; its score is the sum of the weights
judgement    a moderator's word on a review: hide, warn, show or ignore; another judgement undoes it, nothing is deleted
held         written, but out of sight until a moderator has read it
claim        a moderator reads a review now; it lapses after ten minutes
hiding       something taken out of sight; undone, never deleted
watched word a word that blocks, holds back or flags what it stands in
passage      the trace of something that passed the gate: when and what kind; rates are counted from it
strike       a mark on a fan with a reason; how many stand decides between a warning, silence and suspension
appeal       a fan asks again; somebody else than the first judge decides
charge       the place a moderator looks after; without one, all of them
sensitivity  how early reports hide something by themselves
"""
