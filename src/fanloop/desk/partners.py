"""Suppliers and brands at the desk: who speaks for them, what is ordered from them, what they ask."""

from typing import Any

from allauth.account.utils import has_verified_email
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.making.supply import queries as supply
from fanloop.people.fans import queries as fans
from fanloop.people.markets import queries as markets
from fanloop.people.partners import actions, queries
from fanloop.people.partners.queries import Contact, Partner

KINDS = [("supplier", gettext_lazy("Supplier")), ("brand", gettext_lazy("Brand"))]


class PartnerForm(forms.Form):
    """A firm to work with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    market = forms.ChoiceField(label=gettext_lazy("Market"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("Read by the team and by them."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        here = [(one.code, read(one.name)) for one in markets.markets()]
        self.fields["market"].choices = [("", _("any")), *here]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Somebody with an account here speaks for the firm."""

    who = forms.CharField(
        label=gettext_lazy("Their handle or e-mail"), max_length=254,
        help_text=gettext_lazy("They need an account here first. Ask them for their handle."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)

    def clean_who(self) -> fans.Fan:
        """An e-mail counts only once its owner has confirmed it: anybody can write a supplier's address."""
        who = str(self.cleaned_data["who"]).strip()
        fan = fans.fan_by_email(who) if "@" in who else fans.fan_by_handle(who)
        if fan is None:
            raise forms.ValidationError(_("Nobody here is called that. Ask them to make an account first."))
        if "@" in who and not has_verified_email(fan, who.lower()):
            raise forms.ValidationError(
                _("This e-mail is not confirmed yet. Ask them for their handle instead.")
            )
        return fan


@needs("partners.edit")
def partners(request: HttpRequest) -> HttpResponse:
    """All firms, and the form for one more."""
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        firm = tried(form, lambda: _register(request, form.cleaned_data), actions.Refused, field="name")
        if firm:
            messages.success(
                request, _("%(name)s is registered. Say who speaks for it.") % {"name": firm.name}
            )
            return redirect("desk:partner", firm.id)
    firms = queries.partners()
    speakers = queries.contact_fan_ids(firm.id for firm in firms)
    rows = [(firm, dict(KINDS)[firm.kind], len(speakers.get(firm.id, []))) for firm in firms]
    page = {"form": form, "rows": rows}
    return render(request, "desk/partners/partners.html", page, status=422 if form.errors else 200)


def _register(request: HttpRequest, said: dict[str, Any]) -> Partner:
    market = markets.market(said["market"]) if said["market"] else None
    firm = actions.register_partner(
        name=said["name"], kind=said["kind"], market=market, note=said["note"], at=clock.now()
    )
    record(request, "partners.register", ref(firm), kind=firm.kind)
    return firm


def _show(request: HttpRequest, firm: Partner, form: ContactForm) -> HttpResponse:
    viewer = viewer_of(request)
    terms = supply.terms_of_partner(firm.id) if supply.may_see_prices(viewer) else []
    page = {
        "firm": firm,
        "kind": dict(KINDS)[firm.kind],
        "market": read(firm.market.name) if firm.market else "",
        "contacts": queries.contacts(firm.id, viewer=viewer),
        "orders": supply.purchase_orders(viewer=viewer, partner_id=firm.id),
        "terms": [(one, Money(one.price_minor, one.currency), supply.quantity_words(one.lot, one.part.unit)) for one in terms],
        "form": form,
    }  # fmt: skip
    return render(request, "desk/partners/partner.html", page, status=422 if form.errors else 200)


@needs("partners.edit")
@require_safe
def partner(request: HttpRequest, partner_id: int) -> HttpResponse:
    return _show(request, _firm(partner_id), ContactForm())


@needs("partners.edit")
@require_POST
def invite(request: HttpRequest, partner_id: int) -> HttpResponse:
    firm, form = _firm(partner_id), ContactForm(request.POST)

    def act() -> Contact:
        said = form.cleaned_data
        contact = actions.invite_contact(partner=firm, fan=said["who"], name=said["name"], at=clock.now())
        record(request, "partners.invite", ref(firm), contact=said["who"].handle)
        return contact

    if not form.is_valid() or not (contact := tried(form, act, actions.Refused, field="who")):
        return _show(request, firm, form)
    said = _("%(who)s speaks for %(firm)s now and sees its purchase orders.")
    messages.success(request, said % {"who": contact.name, "firm": firm.name})
    return redirect("desk:partner", firm.id)


@needs("partners.edit")
@require_POST
def end(request: HttpRequest, partner_id: int, contact_id: int) -> HttpResponse:
    """The portal closes to them at once; inviting them again opens it."""
    firm = _firm(partner_id)
    found = queries.contacts(firm.id, viewer=viewer_of(request))
    contact = next((one for one in found if one.id == contact_id), None)
    if contact is None:
        raise Http404

    def act() -> None:
        actions.end_contact(contact=contact, at=clock.now())
        record(request, "partners.end_contact", ref(firm), contact=contact.fan.handle)

    if told(request, act, actions.Refused):
        said = _("%(who)s no longer speaks for %(firm)s. Invite them again to undo it.")
        messages.success(request, said % {"who": contact.name, "firm": firm.name})
    return redirect("desk:partner", firm.id)


def _firm(partner_id: int) -> Partner:
    firm = queries.partner(partner_id)
    if firm is None:
        raise Http404
    return firm


urlpatterns = [
    path("partners", partners, name="partners"),
    path("partners/<int:partner_id>", partner, name="partner"),
    path("partners/<int:partner_id>/contacts", invite, name="invite_contact"),
    path("partners/<int:partner_id>/contacts/<int:contact_id>/end", end, name="end_contact"),
]
