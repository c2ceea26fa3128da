"""The form on the maker's other pages: how it is put there, how it looks, and which pages may show it."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.foundation.text.translated import read
from fanloop.listening.voices.rules.framing import framing_origins
from fanloop.things.products import queries as products

_KINDS = [
    ("", gettext_lazy("whoever writes chooses")), ("idea", gettext_lazy("An idea")),
    ("bug", gettext_lazy("Something is broken")), ("question", gettext_lazy("A question")),
]  # fmt: skip
_THEMES = [("", gettext_lazy("as the reader's device")), ("light", gettext_lazy("light")), ("dark", gettext_lazy("dark"))]  # fmt: skip


class LookForm(forms.Form):
    """How the form begins on that page."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_KINDS, required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    lang = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Colours"), choices=_THEMES, required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        areas = [(str(row.id), f"{read(row.line.name)}, {read(row.name)}") for row in products.areas()]
        self.fields["area"].choices = [("", _("whoever writes chooses")), *areas]  # type: ignore[attr-defined]
        self.fields["lang"].choices = [("", _("as the reader's browser")), *settings.LANGUAGES]  # type: ignore[attr-defined]


@require_safe
@needs("voices.answer")
def embed(request: HttpRequest) -> HttpResponse:
    form = LookForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    source = reverse("site:embed_voice") + (f"?{urlencode(chosen)}" if chosen else "")
    named = settings.EMBED_ORIGINS
    page = {
        "form": form, "source": source, "origins": framing_origins(named),
        "wrong": [one for one in named if one not in framing_origins(named)],
        "snippet": _snippet(settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}", source),
    }  # fmt: skip
    return render(request, "desk/embed/embed.html", page)


def _snippet(house: str, source: str) -> str:
    """What is copied; quotes and ampersands are escaped as another page's HTML needs it."""
    return format_html(
        '<iframe src="{}{}" title="{}" width="100%" height="640" loading="lazy" style="border: 0"></iframe>',
        house, source, _("Tell us what is missing"),
    )  # fmt: skip


urlpatterns = [path("embed", embed, name="embed")]
