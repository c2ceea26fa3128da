"""Paying: on to a provider's page and back, gift cards, saved ways to pay, the play card's own page, providers' messages."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import pseudonyms
from fanloop.people.team.queries import base_currency
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.queries import Sheet
from fanloop.selling.orders.queries import order as order_of
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.ports import Forged, Provider, ProviderSilent, provider, providers
from fanloop.selling.payments.queries import plans, play, vouchers
from fanloop.selling.payments.rules.plans import Row, missing, stem
from fanloop.selling.payments.rules.play import CARDS, Does, waits_for_card
from fanloop.site.links import href, page_of

WORTH = (2_500, 5_000, 10_000)
MOST_BYTES = 256 * 1024
PLAY_WORDS: dict[Does, str | Promise] = {
    "pays": gettext_lazy("pays at once"),
    "declines": gettext_lazy("is declined"),
    "challenges": gettext_lazy("asks its owner first (3-D Secure)"),
    "fails_later": gettext_lazy("pays now, and fails when we charge the balance"),
    "asks_always": gettext_lazy("asks its owner every time, also later"),
    "disputes": gettext_lazy("pays, and its owner complains at the bank"),
    "late": gettext_lazy("pays, and tells us a minute later"),
    "twice": gettext_lazy("pays, and tells us three times"),
}


@login_required
@require_safe
def go(request: HttpRequest, reference: str) -> HttpResponse:
    """The way on to the provider's page: a link, so that the page's policy needs no exception for a form."""
    standing = _own(request, reference)
    row = standing.payment
    if standing.state != "asked" or not provider(row.provider).capabilities.remote:
        return redirect(_after(request, row.about))
    try:
        started = actions.begin(payment=row.id, return_url=_back(request, reference), at=clock.now())
    except ProviderSilent:
        messages.error(
            request, _("The card page cannot be reached now. Nothing was taken. Try again in a minute.")
        )
        return redirect(_after(request, row.about))
    said = {
        "standing": standing,
        "way": provider(row.provider),
        "there": started.redirect,
        "after": _after(request, row.about),
    }
    return render(request, "site/paying/go.html", said)


@login_required
@require_safe
def back(request: HttpRequest, reference: str) -> HttpResponse:
    """Back from the provider's page: what the address says is not believed, the provider is asked."""
    standing = _own(request, reference)
    row = standing.payment
    try:
        state = actions.look(payment=row.id, at=clock.now())
    except (ProviderSilent, actions.Refused):
        state = standing.state
    if state == "paid":
        orders.enter_paid_states(orders=_order_ids(row.about), at=clock.now())
        messages.success(request, _("Thank you. Your money is here."))
    elif state == "asked":
        messages.info(request, _("Your money is on its way. We tell you when it is here."))
    else:
        messages.error(request, _("The payment was declined. Nothing was taken. Try another way."))
    return redirect(_after(request, row.about))


@login_required
@require_POST
def redeem(request: HttpRequest, number: str) -> HttpResponse:
    """Pay what is due with a gift card; what it does not cover stays due."""
    sheet = order_of(number, viewer=_viewer(request))
    if sheet is None or sheet.order.fan_id != _viewer(request).fan_id:
        raise Http404
    try:
        paid = _redeemed(request, sheet)
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:pay", number=number)
    orders.enter_paid_states(orders=[sheet.order.id], at=clock.now())
    messages.success(
        request, _("Your card paid %(amount)s.") % {"amount": Money(paid.minor, sheet.order.currency)}
    )
    return redirect("site:order_sheet", number=number)


def _redeemed(request: HttpRequest, sheet: Sheet) -> actions.Redeemed:
    about = f"orders.order:{sheet.order.id}"
    open_ = missing([Row(due.position, due.minor, due.due) for due in sheet.dues], sheet.paid_minor)
    if not open_ or sheet.next_due is None:
        raise actions.Refused(_("There is nothing to pay."))
    row, minor = open_[0]
    tried = [
        each for each in sheet.payments if each.payment.key.startswith(f"card:{stem(about, row.position)}")
    ]
    return actions.redeem(
        code=request.POST.get("code", ""), about=about, kind=sheet.dues[row.position].kind, most=minor,
        currency=sheet.order.currency, party=_party(request), key=f"card:{stem(about, row.position)}{len(tried)}",
        at=clock.now(),
    )  # fmt: skip


@login_required
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Gift cards: the viewer's own, and the form to buy one; saved ways to pay."""
    rows = [
        (row, vouchers.code_of(row), vouchers.left_on(row)) for row in vouchers.cards_of([_party(request)])
    ]
    said = {
        "rows": rows, "ways": _ways(), "worth": [Money(minor, _currency()) for minor in WORTH],
        "key": secrets.token_urlsafe(12), "saved": plans.mandates_of([_party(request)]),
    }  # fmt: skip
    return render(request, "site/paying/cards.html", said)


@login_required
@require_POST
def buy(request: HttpRequest) -> HttpResponse:
    """Buy a gift card: the amount is one of ours, whatever the form says."""
    wanted, name = request.POST.get("worth", ""), request.POST.get("provider", "")
    if wanted not in {str(each) for each in WORTH} or name not in {each.name for each in _ways()}:
        messages.error(request, _("Choose what the card shall be worth, and how you want to pay."))
        return redirect("site:gift_cards")
    at, key = clock.now(), f"gift:{_party(request)}:{request.POST.get('key', '')[:40]}"
    _card, payment = actions.ask_gift_card(
        minor=int(wanted), currency=_currency(), party=_party(request), provider=name, key=key, at=at
    )
    actions.start(payment=payment, at=at)
    return _on_to(payment)


@login_required
@require_POST
def forget(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """A saved way to pay is used no more."""
    row = next((each for each in plans.mandates_of([_party(request)]) if each.id == mandate_id), None)
    if row is None:
        raise Http404
    actions.end_mandate(mandate=row, at=clock.now())
    messages.success(request, _("We use it no more."))
    return redirect("site:gift_cards")


@login_required
def sandbox(request: HttpRequest, reference: str) -> HttpResponse:
    """The play card's page: choose a number and see what it does. It says that it is play money."""
    charge = _charge(request, reference)
    if request.method == "POST":
        charge = _played(request, charge, reference)
    waits = request.method == "GET" or charge.stage == "challenged"
    if not waits or not waits_for_card(charge.stage, charge.minor):  # type: ignore[arg-type]  # rows hold plain text
        return redirect(charge.return_url or _after(request, ""))
    said = {
        "charge": charge, "amount": Money(charge.minor, charge.currency),
        "cards": [(_spaced(number), PLAY_WORDS[does]) for number, does in CARDS.items()],
    }  # fmt: skip
    return render(request, "site/paying/sandbox.html", said)


def _played(request: HttpRequest, charge: play.PlayCharge, reference: str) -> play.PlayCharge:
    at, answer = clock.now(), request.POST.get("answer", "")
    if charge.stage == "challenged" and answer in {"yes", "no"}:
        return actions.answer_challenge(reference=reference, approve=answer == "yes", at=at)
    if charge.stage in {"open", "declined"} and (number := request.POST.get("card", "")):
        return actions.show_card(reference=reference, card=number, at=at)
    return charge


@csrf_exempt
@require_POST
def hook(request: HttpRequest, name: str) -> HttpResponse:
    """A provider's message: proven, kept once and answered at once."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or len(size) > 9 or int(size) > MOST_BYTES:
        return JsonResponse({"error": "too long"}, status=413)
    headers = {key.lower(): value for key, value in request.headers.items()}
    try:
        fresh = actions.receive_hook(provider=name, headers=headers, body=request.body, at=clock.now())
    except (KeyError, Forged):
        return JsonResponse({"error": "the signature does not fit"}, status=400)
    return JsonResponse({"new": fresh})


def on_to(standing: queries.Standing) -> HttpResponse | None:
    """Where somebody goes next who has chosen a way to pay that has a page of its own; None for the others."""
    way = provider(standing.payment.provider)
    if standing.state == "asked" and way.capabilities.remote:
        return redirect("site:pay_go", reference=standing.payment.reference)
    return None


def _on_to(payment: int) -> HttpResponse:
    standing = queries.payment_by_id(payment)
    return on_to(standing) or redirect("site:gift_cards")


def _own(request: HttpRequest, reference: str) -> queries.Standing:
    """The viewer's own payment. References can be guessed, so whose it is decides."""
    standing = queries.payment(reference)
    if standing is None or not standing.payment.party or standing.payment.party != _party(request):
        raise Http404
    return standing


def _charge(request: HttpRequest, reference: str) -> play.PlayCharge:
    charge = play.charge(reference)
    owner = play.owner_of(reference)
    if charge is None or not owner or owner != _party(request):
        raise Http404
    return charge


def _ways() -> list[Provider]:
    """Play money is for demos and for trying out; a maker who sells never offers it."""
    plays = settings.DEMO or settings.DEBUG
    return [
        each for each in providers() if (each.moves_money or plays) and each.capabilities.takes(_currency())
    ]


def _currency() -> str:
    return base_currency() or "EUR"


def _party(request: HttpRequest) -> str:
    fan_id = _viewer(request).fan_id or 0
    return pseudonyms([fan_id]).get(fan_id, "")


def _back(request: HttpRequest, reference: str) -> str:
    here = reverse("site:pay_back", args=[reference])
    return f"{settings.PUBLIC_URL}{here}" if settings.PUBLIC_URL else request.build_absolute_uri(here)


def _after(request: HttpRequest, about: str) -> str:
    """The page of what was paid for."""
    return (href(about, _viewer(request)) if about else "") or reverse("site:gift_cards")


def _order_ids(about: str) -> list[int]:
    kind, _colon, number = about.partition(":")
    return [int(number)] if kind == "orders.order" else []


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@page_of("payments.voucher")
def voucher_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- one page shows all of one's cards
    return reverse("site:gift_cards")


urlpatterns: list[Any] = [
    path("gift-cards", cards, name="gift_cards"),
    path("gift-cards/buy", buy, name="buy_gift_card"),
    path("pay/saved/<int:mandate_id>/forget", forget, name="forget_mandate"),
    path("pay/sandbox/<str:reference>", sandbox, name="play_card"),
    path("pay/<slug:name>/hook", hook, name="pay_hook"),
    path("pay/<str:reference>", go, name="pay_go"),
    path("pay/<str:reference>/back", back, name="pay_back"),
    path("orders/<str:number>/card", redeem, name="redeem_card"),
]
