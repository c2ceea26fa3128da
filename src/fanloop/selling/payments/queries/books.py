"""The ledger as people read it: accounts, their entries, and every cent of one order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fanloop.foundation.money import Money
from fanloop.selling.payments.models import Account, CheckRun, Difference, Entry, Transaction
from fanloop.selling.payments.rules.ledger import DISPUTES, EARNED, KINDS, OWED, REVENUE, TAX

__all__ = [
    "Account",
    "CheckRun",
    "Difference",
    "Earned",
    "Line",
    "Standing",
    "Total",
    "account",
    "balance_of",
    "by_about",
    "differences",
    "earned",
    "earned_keys",
    "earned_sums",
    "entries_of",
    "explained",
    "last_run",
    "trial",
    "years_earned",
]


@dataclass(frozen=True)
class Standing:
    """One account on the trial balance: debits and credits as positive minor units, and how many entries."""

    id: int
    code: str
    kind: str
    currency: str
    minor: int
    entries: int

    @property
    def debit(self) -> Money | None:
        return Money(self.minor, self.currency) if self.minor > 0 else None

    @property
    def credit(self) -> Money | None:
        return Money(-self.minor, self.currency) if self.minor < 0 else None


@dataclass(frozen=True)
class Total:
    """The foot of the trial balance in one currency: the two sides are one number, or something is very wrong."""

    currency: str
    debit: Money
    credit: Money

    @property
    def is_even(self) -> bool:
        return self.debit == self.credit


@dataclass(frozen=True)
class Line:
    """One entry with what it is about, and the account's balance after it."""

    at: datetime
    kind: str
    about: str
    money: Money
    code: str = ""


def trial(*, until: datetime | None = None) -> tuple[list[Standing], list[Total]]:
    """Every account that ever moved, and the sums by currency; up to a moment where one is given."""
    rows = Entry.objects.all() if until is None else Entry.objects.filter(transaction__at__lte=until)
    sums = (
        rows.values_list("account_id", "account__code", "account__kind", "currency")
        .annotate(minor=Sum("minor"), entries=Count("id"))
        .order_by("currency", "account__kind", "account__code")
    )
    standings = [Standing(*row) for row in sums]
    return standings, [
        _total(currency, standings) for currency in sorted({each.currency for each in standings})
    ]


def _total(currency: str, standings: list[Standing]) -> Total:
    minors = [each.minor for each in standings if each.currency == currency]
    return Total(
        currency,
        Money(sum(each for each in minors if each > 0), currency),
        Money(-sum(each for each in minors if each < 0), currency),
    )


def account(account_id: int) -> Account | None:
    return Account.objects.filter(id=account_id).first()


def is_place(code: str) -> bool:
    """Whether an account is one where a provider holds real money of ours."""
    return KINDS.get(code, "asset") == "asset" and code not in {"bank", "sandbox", DISPUTES}


def places_held() -> set[str]:
    """Accounts where providers hold, or held, real money of ours."""
    return {code for code in Account.objects.values_list("code", flat=True) if is_place(code)}


def entries_of(of: Account) -> QuerySet[Entry]:
    """The entries of an account, newest first, with their transactions; for a paginator."""
    return Entry.objects.filter(account=of).select_related("transaction").order_by("-id")


def explained(about: str) -> list[Line]:
    """Every cent that ever moved about one reference, oldest first."""
    rows = (
        Entry.objects.filter(transaction__about=about).select_related("transaction", "account").order_by("id")
    )
    return [
        Line(
            row.transaction.at, row.transaction.kind, about, Money(row.minor, row.currency), row.account.code
        )
        for row in rows
    ]


def by_about(abouts: Collection[str]) -> dict[str, dict[tuple[str, str], int]]:
    """Reference → (account, currency) → minor units: the balance of orders, or of a campaign by its orders."""
    found: dict[str, dict[tuple[str, str], int]] = {about: {} for about in abouts}
    rows = (
        Entry.objects.filter(transaction__about__in=abouts)
        .values_list("transaction__about", "account__code", "currency")
        .annotate(total=Sum("minor"))
    )
    for about, code, currency, total in rows:
        found[about][code, currency] = total
    return found


def balance_of(abouts: Collection[str]) -> dict[tuple[str, str], int]:
    """(account, currency) → minor units for all these references together, such as the orders of one campaign."""
    rows = Entry.objects.filter(transaction__about__in=abouts).values_list("account__code", "currency")
    return {(code, currency): total for code, currency, total in rows.annotate(total=Sum("minor"))}


def owed_by_about() -> dict[tuple[str, str], int]:
    """(reference, currency) → what the ledger says we took for it and gave back, before any revenue."""
    rows = (
        Entry.objects.filter(account__code=OWED)
        .exclude(transaction__kind__in=EARNED)
        .values_list("transaction__about", "currency")
        .annotate(total=Sum("minor"))
    )
    return {(about, currency): -total for about, currency, total in rows}


@dataclass(frozen=True)
class Earned:
    """Revenue of one transaction: `net` became income and `tax` a debt to the tax office; negative when taken back."""

    about: str
    at: datetime
    currency: str
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


def earned(
    *, since: datetime | None = None, until: datetime | None = None, abouts: Collection[str] | None = None
) -> list[Earned]:
    """Every transaction that made revenue, or took it back, oldest first; of a stretch of time, of some references."""
    rows = Transaction.objects.filter(kind__in=EARNED)
    rows = rows.filter(at__gte=since) if since else rows
    rows = rows.filter(at__lt=until) if until else rows
    rows = rows if abouts is None else rows.filter(about__in=abouts)
    parts = (
        Entry.objects.filter(transaction__in=rows)
        .values("transaction_id")
        .annotate(net=_booked_on(REVENUE), tax=_booked_on(TAX))
        .values_list("transaction__about", "transaction__at", "currency", "net", "tax")
    )
    return [Earned(*row) for row in parts.order_by("transaction__at", "transaction_id")]


def _booked_on(code: str) -> Coalesce:
    return Coalesce(-Sum("minor", filter=Q(account__code=code)), 0)


def earned_sums(abouts: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
    """Reference → (gross, tax) of all revenue that was booked about it."""
    found: dict[str, tuple[int, int]] = {}
    for each in earned(abouts=abouts):
        gross, tax = found.get(each.about, (0, 0))
        found[each.about] = gross + each.gross, tax + each.tax
    return found


def years_earned() -> list[int]:
    """Years (UTC) in which revenue was booked, the latest first."""
    rows = Transaction.objects.filter(kind__in=EARNED)
    return [each.year for each in rows.datetimes("at", "year", order="DESC", tzinfo=UTC)]


def earned_keys(prefix: str) -> dict[str, str]:
    """Keys under which revenue was booked, without `recognised:` → reference; those that begin with `prefix`."""
    rows = Transaction.objects.filter(kind__in=EARNED, key__startswith=f"recognised:{prefix}")
    return {key.removeprefix("recognised:"): about for key, about in rows.values_list("key", "about")}


def unbalanced() -> list[tuple[str, str, int]]:
    """Transactions that do not sum to zero: (key, currency, sum). The database lets none in; we look all the same."""
    rows = (
        Entry.objects.values_list("transaction__key", "currency")
        .annotate(total=Sum("minor"))
        .exclude(total=0)
    )
    return [(key, currency, total) for key, currency, total in rows]


def last_run() -> CheckRun | None:
    """The last look at whether everything fits."""
    return CheckRun.objects.order_by("-id").first()


def differences(run: CheckRun) -> list[Difference]:
    """What did not fit."""
    return list(Difference.objects.filter(run=run).order_by("kind", "about"))
