"""Glossary of builds.

- *build*: files of one version of one product line, made to be installed; it never changes.
- *file*: one artifact of a build, known by its SHA-256 and its size.
- *revision*: the product revision a file may be installed on, in the maker's own words.
- *offer*: a person hands a build to everybody; a *withdrawal* ends it with a reason.
- *pause*: an offer rests, with a reason: its files are not handed out until it goes on.
- *paper*: signed metadata of one role (The Update Framework): root, targets, snapshot, timestamp.
- *draft*: the next root or targets, waiting for signatures that are made away from the server.
- *threshold*: so many different keys must sign a role before anybody believes it.
- *mirror*: another address that serves the same signed files.
"""
