"""Glossary of releases.

- *train*: one planned release of one product line; it leaves on a Friday, ready or not, with what is aboard.
- *departure*: the moment a train left, and who closed its doors. A train without one has not left.
- *change*: one thing that is new, improved or fixed, told in the fans' words.
- *boarding*: a change's place on a train; a change has at most one that is open.
- *left behind*: a boarding ended with a reason; the change stands on the platform again.
- *platform*: changes that are aboard nothing.
- *timetable*: the rhythm of a line: weekday, hour, weeks, holidays, and when doors close before a train leaves.
- *station*: where a train stands: boarding, frozen, built, beta, departed, reported, closed. A *passage* is its coming there.
- *hold*: a train is stopped, before or after it left, until somebody says what has changed.
- *withdrawal*: a train is taken off or called back, a change pulled for good; what left stays told.
- *waiting*: fans behind what a change answers, those credited on it, and testers of the build its train carries; they hear what stops it.
- *hot-fix*: a train out of turn, named after the one it follows.
- *proposal*: what should board which train, reckoned from promises; people decide.
- *credit*: a fan's name beside a change, and what it is for: asked, backed, made.
- *notes*: what a departed train tells, in one language and one revision.
- *report*: a fan's week with a train: four boxes (used, liked, disliked, want) and a verdict for each change.
- *verdict*: fixed for you, yes, no or not tried; shares of it carry their interval.
- *confirmed*: a verdict most others agree with when the week is settled; it stands in its fan's record.
- *not fixed*: most who tried a change say so; what it answers is open again, and the next notes name it.
- *award*, popcorn: the engineer of the week, by fans' votes on one train; a *tally* is the one count that ends the vote.
- *pool*: what a quarter's team shares; a *settlement* writes the shares, which the sharing rule reckons from awards and verdicts.
- *loop time*: days from a need's first voice to its answer, promise, Friday, and the word that it is fixed.
"""
