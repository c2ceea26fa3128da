"""Programmes are found by what they are called and what they try."""

from fanloop.foundation.refs import ref
from fanloop.foundation.search import again
from fanloop.foundation.search import index as search
from fanloop.releasing.beta.models import Activity, Feature, Programme


def make_findable(programme: Programme) -> None:
    """In all its languages at once, as a need is; indexing it again replaces what stood there."""
    pieces: list[Activity | Feature] = [
        *Activity.objects.filter(programme=programme, dropped_at=None).order_by("id"),
        *Feature.objects.filter(programme=programme, dropped_at=None).order_by("id"),
    ]
    said = [*programme.words.values()]
    for piece in pieces:
        said += [*piece.title.values(), *piece.words.values()]
    language = next(iter(programme.title), "en")
    search.index([
        search.Entry(
            ref(programme), language, " · ".join(programme.title.values()), "\n".join(said), programme.opens,
            labels=[f"products.line:{programme.line_id}"],
        )
    ])  # fmt: skip


@again.everything("beta.programme")
def find_everything() -> int:
    """Every programme, also those that began before programmes were found."""
    rows = list(Programme.objects.order_by("id"))
    for row in rows:
        make_findable(row)
    return len(rows)
