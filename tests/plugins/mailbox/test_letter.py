from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.plugins.mailbox.letter import passed, read


def letter(text="Yes.", **headers):
    message = EmailMessage()
    message["From"] = "Mira K <Mira.K@Example.org>"
    message["To"] = "reply+1@maker.example"
    message["Subject"] = "Re: AW: Dim below 1 %"
    message["Message-ID"] = "<1@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_a_letter_is_read():
    message = letter("Ja, bitte. Größer!\n\n-- \nMira")
    message.add_attachment(b"hum at 40\n", maintype="text", subtype="plain", filename="hum.log")
    seen = read(message.as_bytes())
    assert (seen.sender, seen.sender_name, seen.subject) == ("mira.k@example.org", "Mira K", "Dim below 1 %")
    assert seen.words == "Ja, bitte. Größer!"
    assert seen.recipients == ("reply+1@maker.example",)
    assert [(one.name, one.data) for one in seen.files] == [("hum.log", b"hum at 40\n")]
    assert not seen.is_automatic


def test_html_alone_is_read_too():
    message = letter()
    message.set_content("<p>Yes</p><blockquote>Shall we?</blockquote>", subtype="html")
    assert read(message.as_bytes()).words == "Yes"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<news.example.org>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_wrote_is_known(headers):
    assert read(letter(**headers).as_bytes()).is_automatic


def test_a_letter_without_an_id_gets_one_from_its_bytes():
    message = letter()
    del message["Message-ID"]
    assert (
        read(message.as_bytes()).message_id
        == read(message.as_bytes()).message_id
        != read(letter().as_bytes()).message_id
    )


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_accident(raw):
    read(raw)
    read(b"From: a@b.example\nContent-Type: text/plain; charset=nonsense\n\n" + raw)
    read(b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n' + raw)
    read(b"From: " + raw)


@pytest.mark.parametrize(
    ("verdict", "is_certain"),
    [
        ("mx.maker.example; dmarc=pass (p=reject) header.from=example.org", True),
        ("mx.maker.example; spf=pass; dmarc=pass header.from=example.org; dkim=none", True),
        ("mx.maker.example; dmarc=fail header.from=example.org", False),
        ("mx.maker.example; dmarc=pass header.from=other.example", False),
        ("mx.elsewhere.example; dmarc=pass header.from=example.org", False),
        ("", False),
    ],
)
def test_only_our_own_server_vouches_for_a_sender(verdict, is_certain):
    assert passed([verdict], "mx.maker.example", "mira.k@example.org") is is_certain
    assert not passed([verdict], "", "mira.k@example.org")
