"""One spelling of every address, the public ones only, and which two are one page."""

from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import FetchError
from qa.reading.web.addresses import FeedLinks, canonical_address, checked_ip, links_in, parse_address

ODD = """
    ftp://example.org/ file:///etc/passwd javascript:alert(1) data:text/html,x gopher://example.org/ mailto:a@b.org
    example.org //example.org/ http:example.org http:/example.org http:///example.org http:// https://
    view-source:http://example.org/ ws://example.org/ jar:http://example.org!/ http://?q http://#f http://:80/
    http://user@example.org/ http://user:word@example.org/ http://example.org@10.0.0.1/ http://@example.org/
    http://example.org\\@10.0.0.1/ http:\\\\example.org/ http://example.org\\.evil.org/ http://example.org/a\\b
    http://example.org./ http://127.0.0.1./ http://.example.org/ http://a..example.org/ http://example.org../
    http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/ http://0177.0.0.1/ http://017700000001/ http://0/
    http://127.1/ http://127.0.1/ http://10.1/ http://127.0.0.01/ http://1.2.3.4.5/ http://256.1.1.1/ http://0x/
    http://1.2.3.0x4/ http://example.0x10/ http://8.8.2056/ http://134744072/ http://00000010.8.8.8/
    http://%31%32%37.0.0.1/ http://example%2eorg/ http://exam%00ple.org/ http://exa$mple.org/ http://exa*mple.org/
    http://-example.org/ http://example-.org/ http://example.org:/ http://example.org:0/ http://example.org:080/
    http://example.org:65536/ http://example.org:99999999/ http://example.org:80:80/ http://example.org:+80/
    http://example.org:８０/ http://example.org:22/ http://example.org:8080/ http://[::1 http://::1/ http://[]/
    http://[1.2.3.4]/ http://[fe80::1%25eth0]/ http://[fe80::1%eth0]/ http://[::1]x/ http://[2606:4700::1111::]/
    http://exa℀mple.org/ http://example.org／@10.0.0.1/ http://a＠b.org/ http://½.org/ http://①②⑦.①/ http://２１３０７０６４３３/
    http://localhost/ http://intranet/x http://LOCALHOST/ http://ｌｏｃａｌｈｏｓｔ/
""".split()
UNSEEN = " \t\r\n\x00\x1f\x7f\x85\u00a0\u00ad\u200b\u200d\u2028\u202e\u3000\ufeff\ud800\U000e0041"
UNFIT = [
    "",
    *(f"http://exam{character}ple.org/" for character in UNSEEN),
    *(f"{character}http://example.org/" for character in UNSEEN),
    *(f"http://example.org/{character}" for character in UNSEEN),
    "http://example.org/\r\nHost: evil.org",
    f"http://{'a' * 64}.org/",
    f"http://{'a.' * 127}org/",
    f"http://example.org/{'a' * 5000}",
]
NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.1.1 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.0.9 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::808:808 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:10.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
    64:ff9b:1::a00:1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 2001:db8::1
    2002:7f00:1::1 2002:808:808::1 2606:4700::5efe:a00:1 2606:4700::200:5efe:a00:1 3fff::1 5f00::1 fc00::1
    fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 4000::1
""".split()
METADATA = """
    169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 fd00:ec2::254 fd00:ec2::254%1 fd20:ce::254
    ::ffff:169.254.169.254 ::a9fe:a9fe 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 fe80::5efe:a9fe:a9fe
    2001:0:4136:e378:8000:63bf:5601:5601
""".split()
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"]


@pytest.mark.parametrize("address", [*ODD, *UNFIT], ids=ascii)
def test_odd_spellings_are_refused(address: str) -> None:
    """An address that programs read differently, or that no public page has, is refused with a next step."""
    with pytest.raises(FetchError, match=r"^The address '[^\r\n]*\.\Z") as refused:
        parse_address(address)

    assert refused.value.exit_code == 3
    assert refused.value.hint.endswith(".")


@pytest.mark.parametrize("ip", NOT_PUBLIC)
def test_addresses_off_the_public_network_are_refused(ip: str) -> None:
    """Neither an address in a page's address nor one that its name resolves to may lead off the public network."""
    literal = f"http://[{ip}]/" if ":" in ip else f"http://{ip}/"

    with pytest.raises(FetchError):
        parse_address(literal)
    with pytest.raises(FetchError, match="which is not public"):
        checked_ip(ip, "pages.test")


@pytest.mark.parametrize("ip", NOT_PUBLIC)
def test_addresses_of_the_own_network_can_be_allowed(ip: str) -> None:
    """With leave, an address off the public network is taken."""
    checked = checked_ip(ip, "pages.test", allow_private=True)

    assert ip_address(checked) == ip_address(ip)


@pytest.mark.parametrize("ip", METADATA)
def test_metadata_services_are_refused_always(ip: str) -> None:
    """What hands out credentials is refused with leave for private addresses too, however it is wrapped."""
    with pytest.raises(FetchError, match="is the metadata service"):
        checked_ip(ip, "pages.test", allow_private=True)


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_are_taken(ip: str) -> None:
    """An address of the public network may be connected to."""
    assert checked_ip(ip, "pages.test") == ip


def test_what_is_no_ip_address_is_refused() -> None:
    """A resolver that answers something else than an address is not trusted."""
    with pytest.raises(FetchError, match=r"has the address '127\.1', which is not a valid IP address"):
        checked_ip("127.1", "pages.test", allow_private=True)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a?b#c", "https://example.org/a?b"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("http://example.org/%7Ea/ü?q=é&r=1?2", "http://example.org/%7Ea/%C3%BC?q=%C3%A9&r=1?2"),
        ("http://example.org/a/./b/../c/%2e%2E/d", "http://example.org/a/d"),
        ("http://example.org/../../a/..", "http://example.org/"),
        ("http://example.org/<a>|{b}^`", "http://example.org/%3Ca%3E%7C%7Bb%7D%5E%60"),
        ("https://bücher.example.org/", "https://xn--bcher-kva.example.org/"),
        ("https://straße.de/", "https://xn--strae-oqa.de/"),
        ("https://ｅｘａｍｐｌｅ。org/", "https://example.org/"),
        ("https://my_site.example.org/", "https://my_site.example.org/"),
        ("http://８.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:0000::1111]/x", "http://[2606:4700::1111]/x"),
    ],
)
def test_an_address_has_one_spelling(address: str, url: str) -> None:
    """Case, default port, fragment, dots and letters beyond ASCII are brought to one form."""
    assert parse_address(address).url == url


def test_ports_and_short_names_can_be_allowed() -> None:
    """With leave, any port and a host without a dot are taken."""
    place = parse_address("http://wiki:8080/page", allow_private=True)

    assert (place.host, place.port, place.authority, place.target) == ("wiki", 8080, "wiki:8080", "/page")


def test_literals_are_told_from_names() -> None:
    """Only an IP address needs no looking up."""
    hosts = ["8.8.8.8", "[2606:4700::1]", "a.org", "8.8.8.8.org"]

    assert [parse_address(f"http://{host}/").is_ip for host in hosts] == [True, True, False, False]


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("HTTPS://Example.org:443/Page/#part", "https://example.org/Page/"),
        ("https://example.org/a?id=7&utm_source=x&utm_medium=y", "https://example.org/a?id=7"),
        ("https://example.org/a?gclid=1&id=7&fbclid=2", "https://example.org/a?id=7"),
        ("https://example.org/a?UTM_Source=x", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?autm_x=1&gclidx=2", "https://example.org/a?autm_x=1&gclidx=2"),
        ("http://intranet:8080/a", "http://intranet:8080/a"),
        ("not an address", "not an address"),
    ],
)
def test_one_page_has_one_canonical_address(address: str, same: str) -> None:
    """Spellings of one page's address come out the same, and what is no address is left alone."""
    assert canonical_address(address) == same


HOSTS = st.one_of(st.text(max_size=20), st.from_regex(r"[0-9a-fx.:\[\]@%/]{1,20}", fullmatch=True))
ADDRESSES = st.one_of(
    st.text(), st.builds("{}://{}{}".format, st.sampled_from(["http", "HTTPS"]), HOSTS, st.text())
)


@given(ADDRESSES)
def test_any_string_is_a_public_address_or_refused(address: str) -> None:
    """No string raises anything but FetchError, and a host that is an IP address is a global one."""
    with suppress(FetchError):
        place = parse_address(address)

        assert place.scheme in ("http", "https")
        assert place.port in (80, 443)
        assert place.url.isascii()
        assert place.url.isprintable()
        assert parse_address(place.url) == place
        assert not place.is_ip or ip_address(place.host).is_global


@given(ADDRESSES)
def test_a_canonical_address_is_its_own(address: str) -> None:
    """What is canonical once is not changed again."""
    canonical = canonical_address(address)

    assert canonical_address(canonical) == canonical


FEEDS = {
    "rss": "<rss><channel><link>/</link>{}</channel></rss>",
    "rdf": "<r:RDF xmlns:r='urn:r' xmlns='urn:x'>{}</r:RDF>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/feed'/>{}</feed>",
    "sitemap": "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='urn:s'>{}</urlset>",
    "index": "<sitemapindex xmlns='urn:s'>{}</sitemapindex>",
}
HOME = parse_address("https://pages.test/feeds/all")


@pytest.mark.parametrize(
    ("kind", "inner", "pages"),
    [
        ("rss", "<item><title>A</title><link> https://pages.test/a\n</link></item>", ["/a"]),
        ("rss", "<item><link>/b?utm_source=rss</link></item><item><link>c</link></item>", ["/b", "/feeds/c"]),
        ("rss", "<item><guid>https://pages.test/g</guid></item><item><guid>17</guid></item>", ["/g"]),
        ("rss", "<item><guid isPermaLink='false'>https://pages.test/n</guid></item>", []),
        ("rss", "<item><guid>https://pages.test/g</guid><link>/l</link></item>", ["/l"]),
        ("rdf", "<item r:about='x'><link>/d</link></item>", ["/d"]),
        ("atom", "<entry><link rel='self' href='/x'/><link href='/e'/></entry>", ["/e"]),
        ("atom", "<entry><link rel='alternate' href='/f#part'/></entry>", ["/f"]),
        ("atom", "<entry><id>https://pages.test/i</id><link rel='self' href='/x'/></entry>", ["/i"]),
        ("atom", "<entry><id>tag:pages.test,2026:1</id></entry>", []),
        ("atom", "<entry xml:base='https://pages.test/deep/'><link href='j'/></entry>", ["/deep/j"]),
        ("atom", "<entry xml:base='https://[x'><link href='/j'/></entry>", ["/j"]),
        (
            "sitemap",
            "<url><loc>https://pages.test/k</loc><h:link xmlns:h='h' rel='alternate' href='/de'/></url>",
            ["/k"],
        ),
        ("sitemap", "<url><loc>https://pages.test/g</loc><i:i xmlns:i='i'><i:loc>/h</i:loc></i:i></url>", ["/g"]),
        ("sitemap", "<url><loc>https://other.test/</loc></url><url><loc>file:///i</loc></url>", []),
        ("sitemap", "<url><loc>http://10.0.0.1/</loc></url><url><loc>https://pages.test:22/</loc></url>", []),
    ],
)
def test_the_pages_of_a_feed_are_those_of_its_host(kind: str, inner: str, pages: list[str]) -> None:
    """Each entry's link is listed in its canonical form; those of other hosts are told apart."""
    found = links_in(FEEDS[kind].format(inner).encode(), HOME)

    own = [page for page in found.pages if page not in found.elsewhere]
    assert own == [f"https://pages.test{page}" for page in pages]
    assert found.sitemaps == ()


def test_pages_of_other_hosts_are_told_apart_in_their_order() -> None:
    """A list of links to other hosts names them, canonical, but no address that is not public."""
    inner = "".join(
        f"<item><link>{link}</link></item>" for link in ("https://B.test/b?utm_x=1", "/a", "http://10.0.0.1/")
    )

    found = links_in(FEEDS["rss"].format(inner).encode(), HOME)

    assert found.pages == ("https://b.test/b", "https://pages.test/a")
    assert found.elsewhere == ("https://b.test/b",)


def test_an_index_names_sitemaps() -> None:
    """What an index of sitemaps names is told apart from pages."""
    own, other = (f"<sitemap><loc>https://{host}.test/a.xml</loc></sitemap>" for host in ("pages", "other"))

    found = links_in(FEEDS["index"].format(own + other).encode(), HOME)

    assert found == FeedLinks(pages=(), sitemaps=("https://pages.test/a.xml",))


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no markup",
        b"<rss>",
        b"<html><item><link>/a</link></item></html>",
        f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]><rss><item><link>&l9;</link></item></rss>".encode(),
        f"<!DOCTYPE feed [<!ENTITY l0 'ha'>{LAUGHS}]><feed><entry><link href='&l9;'/></entry></feed>".encode(),
        b"<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><rss><item><link>&f;</link></item></rss>",
        b"<rss>" + b"<item>" * 300 + b"</item>" * 300 + b"</rss>",
    ],
    ids=["empty", "text", "broken", "page", "bomb", "bomb in an attribute", "outside entity", "deep"],
)
def test_what_is_neither_feed_nor_sitemap_is_refused(content: bytes) -> None:
    """Markup of another kind, and markup that declares entities, is refused before it is expanded."""
    with pytest.raises(
        FetchError, match=r"^The page at 'https://pages\.test/feeds/all' is neither a feed nor a site"
    ):
        links_in(content, HOME)
