"""Glossary of builds.

- *build*: files of one version of one product line, made to be installed; once offered it never changes.
- *file*: one artifact of a build, known by its SHA-256 and its size.
"""
