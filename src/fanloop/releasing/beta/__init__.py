"""Glossary of beta.

- *programme*: fans who try builds of one product line before everybody else, under terms they agreed to.
- *seat*: a fan's place in a programme; it can be paused and left, and is never taken silently.
"""
