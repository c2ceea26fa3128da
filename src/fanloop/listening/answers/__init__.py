"""The answer desk: a person answers first, within fifteen minutes of desk hours.

case        one thing a fan said that waits for a first answer: a voice, a topic, or a topic with the voice raised from it
desk hours  when somebody sits at the desk: spans of a week in one time zone, holidays, days of their own
policy      how many seconds of which desk hours an answer may take; a change is a new version, a case keeps the one it began with
due         the moment by which the answer is promised; stored for the queue alone
log         what happened to a case, in rows with author and time; every figure is reckoned from it
claim       "I answer this": a lease of two minutes that an open page renews
pause       the clock stands while the fan is asked something back
excused     needs no answer, with the reason
canned      an answer prepared beforehand, to be made one's own before it is sent
escalation  people told before a promise breaks
verdict     a fan's word on whether an answer helped; only fans judge, and nobody is ranked by speed
proof       the public figures: how many within the promise, and the median
"""
