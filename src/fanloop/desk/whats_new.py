"""“What’s new” on the maker's other pages: how it is put there, how it looks, and the formats others may read."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fanloop.desk.guard import needs
from fanloop.foundation.text.translated import read
from fanloop.listening.voices.rules.framing import framing_origins
from fanloop.things.products import queries as products

_WAYS = [
    ("popup", gettext_lazy("a button that opens a window")),
    ("dropdown", gettext_lazy("a button that opens a list under it")),
    ("card", gettext_lazy("a card that stands in the page")),
]
_THEMES = [("", gettext_lazy("as the reader's device")), ("light", gettext_lazy("light")), ("dark", gettext_lazy("dark"))]  # fmt: skip


class WhatsNewForm(forms.Form):
    """Of which line, and how it is drawn there."""

    line = forms.ChoiceField(label=gettext_lazy("Line"), required=False)
    draw = forms.ChoiceField(label=gettext_lazy("How it stands there"), choices=_WAYS, required=False)
    lang = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Colours"), choices=_THEMES, required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        lines = [(line.slug, read(line.name)) for line in products.lines()]
        self.fields["line"].choices = lines  # type: ignore[attr-defined]
        self.fields["lang"].choices = [("", _("as the page that shows it")), *settings.LANGUAGES]  # type: ignore[attr-defined]


@require_safe
@needs("releases.depart")
def whats_new(request: HttpRequest) -> HttpResponse:
    form = WhatsNewForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    line = chosen.get("line") or next((one.slug for one in products.lines()), "")
    house = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    begun = {"line": line, **{name: chosen[name] for name in ("lang", "theme") if chosen.get(name)}}
    page = {
        "form": form, "line": line, "source": f"{reverse('site:whats_new')}?{urlencode(begun)}",
        "snippet": _element(house, line, chosen), "frame": _frame(house, begun),
        "origins": framing_origins(settings.EMBED_ORIGINS),
        "formats": _formats(house, line) if line else {},
    }  # fmt: skip
    return render(request, "desk/embed/whats_new.html", page)


def _element(house: str, line: str, chosen: dict[str, str]) -> SafeString:
    """The script and the element. What stands inside it is read where no script runs."""
    said = {"line": line, "as": chosen.get("draw") or "popup", "lang": chosen.get("lang"), "theme": chosen.get("theme")}  # fmt: skip
    marks = SafeString("").join(format_html(' {}="{}"', name, value) for name, value in said.items() if value)
    return format_html(
        '<script src="{}{}" async></script>\n<fanloop-news{}><a href="{}{}">{}</a></fanloop-news>',
        house, reverse("site:whats_new_script"), marks, house, f"{reverse('site:fridays')}?line={line}", _("What’s new"),
    )  # fmt: skip


def _frame(house: str, begun: dict[str, str]) -> SafeString:
    return format_html(
        '<iframe src="{}{}?{}" title="{}" width="100%" height="420" loading="lazy" style="border: 0"></iframe>',
        house, reverse("site:whats_new"), urlencode(begun), _("What’s new"),
    )  # fmt: skip


def _formats(house: str, line: str) -> dict[str, str]:
    return {
        _("Changelog (Keep a Changelog)"): house + reverse("site:line_changelog", args=[line]),
        _("JSON"): house + reverse("site:line_json", args=[line]),
        _("Feed (Atom)"): f"{house}{reverse('site:fridays_atom')}?line={line}",
        _("Calendar"): f"{house}{reverse('site:fridays_calendar')}?line={line}",
    }


urlpatterns = [path("embed/whats-new", whats_new, name="whats_new")]
