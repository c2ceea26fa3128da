"""Glossary of beta.

- *programme*: fans who try builds of one product line before everybody else, under terms they signed.
- *phase*: a stretch of a programme: getting in, trying, closing.
- *activity*: something a tester may do and tick off.
- *feature*: what a build should be tried for; its weight says how much hangs on it.
- *application*: a fan asks for a seat, with answers, devices and languages; it carries a code nobody else knows.
- *terms*: what testers sign, once per version.
- *wave*: so many seats given at once by a draw; *kept seats* go to a level, language or device first.
- *seed*: the secret a draw is made with; its hash is published before anybody may know who applies.
- *ticket*: the number the seed gives an application; the smallest ones are in.
- *seat*: a fan's place in a programme; it can be paused and left, and is never taken silently.
- *ring*: who tries first: 0 engineers, 1 explorers, and so on outwards.
- *offer*: a build given to a ring; every ring further in may have it too.
- *trial*: what one tester saw of one feature on one device: it works, fails, or blocks everything else.
- *finding*: a failing trial that somebody of the maker confirmed; who saw it first has it.
- *quality*: a tester's confirmed findings by their impact; how much somebody writes counts for nothing.
"""
