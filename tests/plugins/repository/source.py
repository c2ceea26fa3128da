"""A real Git repository in a folder, written by dulwich, as a maker's people write it."""

from datetime import UTC, datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo

from fanloop.people.terms import actions as terms
from fanloop.people.terms import queries as versions

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WEN = "Wen <wen@example.org>"


class Source:
    """One branch of a bare repository. Each commit states all files, as name → text."""

    def __init__(self, folder: Path, branch: str = "main") -> None:
        folder.mkdir(parents=True)
        self.path, self.branch, self.files, self.count = folder, branch, {}, 0
        Repo.init_bare(str(folder), default_branch=branch.encode()).close()

    @property
    def head(self) -> str:
        with Repo(str(self.path)) as store:
            return store.refs[self._ref].decode()

    @property
    def _ref(self) -> bytes:
        return b"refs/heads/" + self.branch.encode()

    def commit(self, message, files=None, *, author=WEN, on=None, parents=()):
        """Write files (None takes one away) and return the new commit's sha; `on` rewrites the branch from there."""
        self.count += 1
        with Repo(str(self.path)) as store:
            head = store.refs.as_dict().get(self._ref)
            parent = on.encode() if on is not None else head
            self.files = {
                name: data for name, data in {**self.files, **(files or {})}.items() if data is not None
            }
            row = Commit()
            row.tree = self._tree(store, self.files)
            row.parents = [one for one in (parent, *(p.encode() for p in parents)) if one]
            row.author = row.committer = author.encode()
            row.commit_time = row.author_time = int(AT.timestamp()) + self.count * 60
            row.commit_timezone = row.author_timezone = 0
            row.message = message.encode() if isinstance(message, str) else message
            store.object_store.add_object(row)
            store.refs[self._ref] = row.id
            return row.id.decode()

    def _tree(self, store, files):
        tree, folders = Tree(), {}
        for name, data in files.items():
            head, _slash, rest = name.partition("/")
            if rest:
                folders.setdefault(head, {})[rest] = data
                continue
            blob = Blob.from_string(data if isinstance(data, bytes) else data.encode())
            store.object_store.add_object(blob)
            tree.add(name.encode(), 0o100644, blob.id)
        for name, inner in folders.items():
            tree.add(name.encode(), 0o040000, self._tree(store, inner))
        store.object_store.add_object(tree)
        return tree.id


def proven(fan):
    """A fan who has shown that their address is theirs."""
    EmailAddress.objects.create(user=fan, email=fan.email, verified=True, primary=True)
    return fan


def agreed(fan, boss):
    """A fan who has agreed to the contribution terms in force."""
    row = versions.current() or terms.publish_terms(
        text="It stays yours.", licence="CC-BY-4.0", by=boss, at=AT
    )
    terms.agree(fan=fan, terms=row, at=AT)
    return fan
