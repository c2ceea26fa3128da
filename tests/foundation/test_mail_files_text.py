from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail

from fanloop.foundation import files, mail
from fanloop.foundation.text import translated

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


def letter(**more):
    return mail.write(to="mira@example.org", subject="Promised", text="Yes.", at=AT, **more)


@pytest.mark.django_db
def test_a_letter_waits_in_the_house_until_it_is_carried_once():
    written = letter(html="<p>Yes.</p>")
    assert [one.subject for one in mail.letters(to="mira@example.org")] == ["Promised"]
    mail.carry(written.id)
    mail.carry(written.id)
    assert [sent.to for sent in django_mail.outbox] == [["mira@example.org"]]
    assert django_mail.outbox[0].alternatives[0].content == "<p>Yes.</p>"


@pytest.mark.django_db
def test_a_letter_with_a_key_is_written_once():
    assert letter(key="notice:1") is not None
    assert letter(key="notice:1") is None
    assert len(mail.letters()) == 1


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first = files.keep(b"<svg/>", name="logo.svg", content_type="image/svg+xml", at=AT)
    again = files.keep(b"<svg/>", name="other.svg", content_type="image/svg+xml", at=AT)
    assert first == again
    assert files.read(first.sha256).read() == b"<svg/>"
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


@pytest.mark.parametrize(
    ("content", "language", "said"),
    [
        ({"en": "Lamp", "zh-hans": "台灯"}, "zh-hans", "台灯"),
        ({"en": "Lamp", "zh-hans": "台灯"}, "zh-hans-cn", "台灯"),
        ({"en": "Lamp"}, "de", "Lamp"),
        ({"fr": "Lampe"}, "de", "Lampe"),
        ({}, "de", ""),
    ],
)
def test_content_is_read_in_the_nearest_language(content, language, said):
    assert translated.read(content, language) == said
