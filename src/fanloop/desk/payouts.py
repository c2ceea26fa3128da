"""What a provider kept back of its own, booked by a person on the account where its money stands."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import record, told, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.selling.payments import actions
from fanloop.selling.payments.queries import books


class KeptForm(forms.Form):
    """A fee that belongs to no payment."""

    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=14)
    why = forms.CharField(label=gettext_lazy("What it was for"), max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


def form_for(request: HttpRequest, of: books.Account) -> KeptForm | None:
    """The form, on the account of a provider, for who may record money."""
    if not books.is_place(of.code) or not viewer_of(request).may("payments.record"):
        return None
    return KeptForm(initial={"key": f"{of.id}:{clock.now():%Y%m%d%H%M%S%f}"})


@needs("payments.record")
@require_POST
def kept_back(request: HttpRequest, account_id: int) -> HttpResponse:
    """The provider kept a fee of its own, such as that of a month."""
    of = books.account(account_id)
    if of is None:
        raise Http404
    if told(request, lambda: _book(request, of), (actions.Refused, MoneyError)):
        messages.success(request, _("The fee is booked."))
    return redirect("desk:money_account", account_id)


def _book(request: HttpRequest, of: books.Account) -> bool:
    minor = read_money(request.POST.get("amount", ""), of.currency).minor
    why = request.POST.get("why", "")
    key = request.POST.get("key", "")[:60]
    done = actions.book_kept_back(account=of.id, minor=minor, why=why, key=key, at=clock.now())
    if done:
        amount = str(Money(minor, of.currency))
        record(request, "payments.kept_back", f"payments.account:{of.id}", amount=amount, why=why[:200])
    return True


urlpatterns = [path("money/accounts/<int:account_id>/kept", kept_back, name="kept_back")]
