"""Glossary of repository.

- *repository*: where the source of a product line lives: a Git folder or an address.
- *patch*: a fan's merged commit, which boards a train as a change with the fan as its maker.
"""
