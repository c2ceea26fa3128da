"""Full text search: one table, a vector per language, bigrams where words have no spaces.

- *document*: what can be found: a reference with its words, its language and an audience
- *label*: a reference a document may be narrowed by: who speaks in it, its space, its line
- *weight*: how much a document counts; what is closed counts half
- *guess*: a known word near to one that was mistyped, known from public documents only
"""
