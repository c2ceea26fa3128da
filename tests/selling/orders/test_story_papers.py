"""The told story holds papers: boxes that left have invoices, what came back a credit note."""

import pytest

from fanloop.selling.orders.models import Paper
from fanloop.selling.orders.queries.revenue import gaps
from fanloop.selling.orders.queries.sales import taken

pytestmark = pytest.mark.django_db


def test_the_first_run_has_its_invoices_and_what_came_back_its_credit_note(told):
    invoices = Paper.objects.filter(kind="invoice")
    assert invoices.count() >= 5
    assert {row.currency for row in invoices} == {"EUR", "USD"}
    assert Paper.objects.filter(kind="credit_note", corrects__in=invoices).exists()


def test_the_books_of_the_story_fit_and_the_first_run_is_its_revenue(told):
    assert gaps() == []
    earned = {
        (each.source.name, each.source.market.code) for each in taken(2026) if each.source.kind == "book"
    }
    assert {code for name, code in earned if name.startswith("Dawn 1")} == {"eu", "us"}
    assert Paper.objects.exclude(period=None).exists()
