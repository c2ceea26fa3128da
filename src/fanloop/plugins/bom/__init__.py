"""Bills of materials from files: a multi-level table of parents and children, or what a board editor exports.

`columns` understands heads, `read` turns records into items, `match` joins items that are one part, and
`importer` previews and stores. Whatever was not understood is reported with file, line and reason.
"""
