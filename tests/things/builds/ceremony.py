"""A repository with its keys, as three people far from the server would keep it, and a client of nobody's making."""

from datetime import timedelta

from django.core.files.base import ContentFile

from fanloop.things.builds import actions, queries
from fanloop.things.builds.actions import NewFile
from fanloop.things.builds.rules import keys, papers

HOLDERS = {"root": ("anna", "ben", "cleo"), "targets": ("dora",)}


class Ceremony:
    """The secret halves of root and targets, in nobody's home."""

    def __init__(self, holders=HOLDERS):
        self.pairs = [keys.fresh(role, name) for role, names in holders.items() for name in names]

    @property
    def public(self):
        return [pair.public for pair in self.pairs]

    def signers(self, *holders):
        return [keys.signer_from(pair.secret, bytes) for pair in self.pairs if pair.public.holder in holders]

    def signed(self, role, *holders):
        """The draft that waits, signed by these people."""
        paper = papers.read(queries.draft(role).body)
        return papers.written(papers.sign(paper, self.signers(*holders)))

    def bring(self, role, *holders, at):
        return actions.bring(text=self.signed(role, *holders), by=None, at=at)

    def open(self, at, **more):
        """A repository that is published, with two of three signatures under its root."""
        actions.found_repository(keys=self.public, at=at, **more)
        self.bring("targets", "dora", at=at)
        return self.bring("root", "anna", "ben", at=at)

    def publish(self, at):
        return self.bring("targets", "dora", at=at)


def new_file(name="lamp.bin", data=b"light" * 1000, **more):
    return NewFile(name, ContentFile(data, name=name), **more)


def offered(line, number, at, *given, by=None):
    build = actions.add_build(line=line, number=number, files=given or [new_file()], by=by, at=at)
    actions.offer(build=build, by=by, at=at)
    return build


DAY = timedelta(days=1)
