"""The door: how somebody joins, logs in and proves who they are, through django-allauth.

Allauth brings the flows (password, passkey, second factor, rate limits); joining itself is the fans' own act.
"""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fanloop.foundation import clock, mail
from fanloop.foundation.text.translated import read
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.rules import handles
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from fanloop.site.welcome import urlpatterns

__all__ = ["AccountAdapter", "JoinForm", "urlpatterns"]

PROBLEMS = {
    "length": _("A handle has 2 to 40 characters."),
    "shape": _(
        "Use small letters, digits, dots, hyphens and underscores. Begin and end with a letter or digit."
    ),
    "reserved": _("This handle is kept for the house. Choose another."),
    "taken": _("This handle is taken. Choose another."),
}


class HandleField(forms.CharField):
    """What a person is called here; says what is wrong with it before anybody is made."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        super().__init__(max_length=handles.LONGEST, widget=widget, **more)

    def clean(self, value: Any) -> str:
        handle = str(super().clean(value)).lower()
        problem = handles.problem_with(handle) or ("taken" if fan_queries.fan_by_handle(handle) else "")
        if problem:
            raise forms.ValidationError(PROBLEMS[problem])
        return handle


class JoinForm(forms.Form):
    """What we ask for beside e-mail and password. Allauth's sign-up form inherits from this one."""

    field_order = ("handle", "email", "password1", "language", "market")

    handle = HandleField(label=_("Handle"), help_text=_("Your name in credits and addresses, such as mira.k"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    market = forms.ChoiceField(
        label=_("Where you live"), required=False, help_text=_("For prices and delivery.")
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["language"].initial = get_language()
        choices = market_choices()
        if len(choices) > 1:
            self.fields["market"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["market"]

    def clean(self) -> dict[str, Any]:
        """A password that is nearly the handle is none; allauth knows of the e-mail alone."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("password1"):
            try:
                validate_password(
                    said["password1"], fan_queries.Fan(handle=said.get("handle", ""), email=said.get("email"))
                )
            except forms.ValidationError as problem:
                self.add_error("password1", problem)
        return said

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Allauth calls this after joining; everything is done by then."""


def market_choices() -> list[tuple[str, str]]:
    """Nowhere in particular, then every market in the reader's language."""
    return [("", "—"), *((one.code, read(one.name)) for one in markets.markets())]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Where allauth's flows meet our rooms."""

    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True) -> Any:  # noqa: ARG002
        """Join. Two people may choose one handle at the same moment: the second is asked again."""
        said = form.cleaned_data
        try:
            return fans.join(
                handle=said["handle"],
                email=said["email"],
                password=said.get("password1"),
                language=said["language"],
                market=markets.market(said.get("market") or ""),
                at=clock.now(),
            )
        except fans.Refused as problem:
            messages.error(request, str(problem))
            raise ImmediateHttpResponse(redirect("account_signup")) from problem

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters of the door go through the house's outbox like all others."""
        maker = team.maker()
        site = SimpleNamespace(name=maker.name if maker else "Fanloop", domain=self.request.get_host())
        values = {"request": self.request, "email": email, **context, "current_site": site}
        letter = self.render_mail(template_prefix, email, values)
        mail.write(
            to=email,
            subject=letter.subject,
            text=str(letter.body),
            language=get_language() or "en",
            at=clock.now(),
        )

    def format_email_subject(self, subject: str) -> str:
        maker = team.maker()
        return f"{subject} · {maker.name}" if maker else subject

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who speaks for a supplier comes for the orders; everybody else for the first page."""
        return (
            reverse("portal:home")
            if team.viewer_of(request.user.pk).partner_id is not None
            else reverse("site:home")
        )

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """A reader who has not chosen a language here gets the one of their profile."""
        response: HttpResponse = super().post_login(request, user, **more)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            speak(response, user.language)
        return response


def speak(response: HttpResponse, language: str) -> None:
    """Remember the reader's language for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=bool(settings.LANGUAGE_COOKIE_SECURE),
    )
