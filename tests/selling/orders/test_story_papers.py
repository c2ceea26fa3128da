"""The told story holds papers: boxes that left have invoices, what came back a credit note."""

import pytest

from fanloop.selling.orders.models import Paper

pytestmark = pytest.mark.django_db


def test_the_first_run_has_its_invoices_and_what_came_back_its_credit_note(told):
    invoices = Paper.objects.filter(kind="invoice")
    assert invoices.count() >= 5
    assert {row.currency for row in invoices} == {"EUR", "USD"}
    assert Paper.objects.filter(kind="credit_note", corrects__in=invoices).exists()
