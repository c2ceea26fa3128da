"""The chain over all claims of a drop, for everybody to load and to read again with `fanloop verify-chain`."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from fanloop.selling.campaigns.queries import drops
from fanloop.selling.stock import queries as stock


@require_safe
def chain(request: HttpRequest, slug: str) -> StreamingHttpResponse:  # noqa: ARG001 -- Django's signature
    """It names nobody: number, pieces and moment of each claim, and what binds them."""
    row = drops.drop(slug)
    if row is None:
        raise Http404
    response = StreamingHttpResponse(
        stock.published_chain(drops.pool_of(row).id), content_type="application/jsonl"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-chain.jsonl"'
    return response


urlpatterns = [path("drops/<slug:slug>/chain.jsonl", chain, name="drop_chain")]
