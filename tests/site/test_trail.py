"""The walk as a page: readable with a thousand causes, and never a name the reader may not see."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from fanloop.foundation import trail
from fanloop.listening.voices import actions as voices
from tests.making.conftest import boss, join, suppliers

__all__ = ["boss", "join", "suppliers"]

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
CROWD = 1_000


@pytest.fixture
def need(boss):
    """A need that a thousand voices mean."""
    said = [
        voices.NewVoice(f"crowd:{n}", "idea", f"Brighter, said voice {n}", "Too dark.", AT)
        for n in range(CROWD)
    ]
    ids = list(voices.import_voices(voices=said, at=AT).values())
    made = voices.needs_from_voices(voice_ids=ids, at=AT, same=[(ids[0], other) for other in ids[1:]])
    return f"voices.need:{made[ids[0]]}"


@pytest.mark.django_db
def test_a_thousand_voices_are_one_stream_that_opens(need, django_assert_max_num_queries):
    client = Client()
    with django_assert_max_num_queries(16):
        page = client.get(f"/why/{need}").content.decode()
    assert "<b>1,000</b> voices" in " ".join(page.split())
    assert page.count("said voice") < 70
    assert len(page) < 60_000


@pytest.mark.django_db
def test_an_address_that_is_no_reference_is_not_here(boss):
    for wrong in ("voices.need", "nobody.knows:1", "voices.need:0"):
        assert Client().get(f"/why/{wrong}").status_code == 404


@pytest.mark.django_db
def test_a_reference_without_a_page_of_its_own_leads_to_its_trail(need):
    trail.because("voices.acceptance:1", {need: None}, at=AT)
    assert Client().get("/go/voices.acceptance:1").status_code == 302
