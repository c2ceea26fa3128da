"""The first run: a maker gets a name, a logo, languages, currencies and a founder. Open only while there is none."""

from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from PIL import Image, UnidentifiedImageError

from fanloop.foundation import clock, files
from fanloop.foundation.money import CURRENCIES
from fanloop.people.fans import actions as fans
from fanloop.people.fans.rules import handles
from fanloop.people.markets import actions as markets
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries

LOGO_SIDE, LOGO_BYTES = 512, 5 * 1024 * 1024
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def drawn_again(upload: Any) -> bytes:
    """A logo as a PNG of at most 512 pixels, drawn again so that nothing of the uploaded file itself is served."""
    if upload.size > LOGO_BYTES:
        raise forms.ValidationError(_("A logo has at most 5 MB."))
    try:
        with Image.open(upload, formats=["PNG", "JPEG", "WEBP"]) as picture:
            picture.thumbnail((LOGO_SIDE, LOGO_SIDE))
            out = BytesIO()
            image = picture.convert("RGBA")
            image.save(out, "PNG")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise forms.ValidationError(_("This is no PNG, JPEG or WebP picture we can read.")) from problem
    return out.getvalue()


class WelcomeForm(forms.Form):
    """One page, because there is nothing yet to come back to."""

    name = forms.CharField(
        label=_("Name of the maker"), max_length=120, help_text=_("As your fans know you.")
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, square if you can.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, initial=["en"], widget=forms.CheckboxSelectMultiple
    )
    currencies = forms.CharField(
        label=_("Currencies"),
        initial="EUR",
        help_text=_(
            "Three letters each, such as EUR USD. One market opens for each; set its tax before you sell."
        ),
    )
    e_invoice = forms.BooleanField(
        label=_("Invoices carry their data inside"), required=False,
        help_text=_("Factur-X: one file that people read and programs too. Some countries ask for it."),
    )  # fmt: skip
    handle = forms.CharField(
        label=_("Your handle"), max_length=handles.LONGEST, help_text=_("Small letters, as in jonna.")
    )
    member_name = forms.CharField(
        label=_("Your name"), max_length=120, help_text=_("Fans read it under your answers.")
    )
    email = forms.EmailField(label=_("Your e-mail"))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ten characters or more."),
    )

    def clean_logo(self) -> bytes | None:
        upload = self.cleaned_data["logo"]
        return drawn_again(upload) if upload else None

    def clean_currencies(self) -> list[str]:
        codes = list(dict.fromkeys(str(self.cleaned_data["currencies"]).upper().replace(",", " ").split()))
        if wrong := [code for code in codes if code not in CURRENCIES]:
            raise forms.ValidationError(
                _("%(code)s is no currency in use; one reads like EUR.") % {"code": wrong[0]}
            )
        return codes

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


@transaction.atomic
def found(said: dict[str, Any]) -> fans.Fan:
    """Everything or nothing: of two first runs at once the later one leaves no account behind."""
    at = clock.now()
    logo = (
        files.keep(said["logo"], name="logo.png", content_type="image/png", at=at) if said["logo"] else None
    )
    founder = fans.join(
        handle=said["handle"],
        email=said["email"],
        password=said["password"],
        language=said["languages"][0],
        at=at,
    )
    team.found_maker(
        name=said["name"],
        languages=said["languages"],
        currencies=said["currencies"],
        founder=founder,
        member_name=said["member_name"],
        logo=logo.sha256 if logo else None,
        at=at,
    )
    for currency in said["currencies"]:
        markets.open_market(
            code=currency.lower(),
            name=currency,
            currency=currency,
            languages=said["languages"],
            tax_rate_bp=0,
            time_zone=settings.TIME_ZONE,
            e_invoice=said["e_invoice"],
            at=at,
        )
    return founder


def welcome(request: HttpRequest) -> HttpResponse:
    if team_queries.maker() is not None:
        return redirect("site:home")
    form = WelcomeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            login(request, found(form.cleaned_data), backend=BACKEND)
        except (fans.Refused, team.Refused) as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk:home")
    return render(request, "site/accounts/welcome.html", {"form": form})


@require_safe
def logo(request: HttpRequest, sha256: str) -> FileResponse:  # noqa: ARG001 -- Django's signature
    """The maker's own picture and no other file; its address changes with it, so it may be kept for ever."""
    maker = team_queries.maker()
    if maker is None or maker.logo != sha256:
        raise Http404
    response = FileResponse(files.read(sha256), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


urlpatterns = [
    path("welcome", welcome, name="welcome"),
    path("logo/<str:sha256>.png", logo, name="logo"),
]
