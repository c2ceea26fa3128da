import pytest

from fanloop.foundation import outbound

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
    "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_public(address):
    assert not outbound.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700:4700::1111", "::ffff:93.184.216.34"])
def test_an_address_of_the_open_internet_is(address):
    assert outbound.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "file:///etc/passwd", "gopher://example.org", "https://", "https://me:secret@example.org",
        "https://example.org:99999/", "//example.org", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address_to_post_to_is_refused(url):
    with pytest.raises(outbound.Unsafe):
        outbound.checked(url)


def test_a_name_that_leads_inside_is_refused_before_anything_is_sent():
    with pytest.raises(outbound.Unsafe, match="inside our own network"):
        outbound.post("https://localhost/", body=b"{}", headers={})


def test_an_address_keeps_its_port_path_and_query():
    assert outbound.checked("https://example.org:8443/a/b?c=d") == (
        "example.org",
        8443,
        True,
        "/a/b?c=d",
    )
