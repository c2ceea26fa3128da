"""The API object itself: addresses under one prefix, all errors as problems, its own page for people."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.operation import Operation

from fanloop.api import pages, problems
from fanloop.api.description import Described, describe

View = Callable[..., HttpResponse]


class MachineFace(NinjaAPI):
    """Ninja's API with the house's manners."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()[:-1]
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = _well_mannered(pattern.callback)
        return [*found, path("", pages.operations, {"api": self}, "api-root"), path("<path:rest>", nowhere)]

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Described:
        return describe(self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


def _well_mannered(view: View) -> View:
    """A refused method is a problem too, and no cache mixes up the answers of two callers."""

    @wraps(view)
    def mannered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = _method_refused(response)
        patch_vary_headers(response, ["Authorization"])
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return mannered


def _method_refused(refused: HttpResponse) -> HttpResponse:
    words = _("Allowed here: %(methods)s.") % {"methods": refused["Allow"]}
    response = problems.answer("method-not-allowed", words)
    response["Allow"] = refused["Allow"]
    return response


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 -- any address that is none of ours
    return problems.answer("not-found", _("Nothing lives at this address."))
