"""Which article an address means: one id for every way to write it.

An article is reached over http and https, with and without ``www.``, at a mobile or AMP edition,
through an AMP cache or a web archive, and with whatever a newsletter or a feed appends to count
its readers.  All of these fold into one canonical form, host and path, without a scheme, which is
the ``article_id``.  It is an identity, not an address to fetch.
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

MAX_ADDRESS_CHARS = 2_000
"""Longer addresses are cut before parsing; browsers refuse them at about this length."""

_ARCHIVED = re.compile(
    r"^https?://(?:web\.archive\.org/web|(?:www\.)?archive\.(?:today|is|ph|li|md|vn))/"
    r"(?:\d{4,14}(?:[a-z]{2}_)?|\*|[0-2]o?)/(.+)$",
    re.IGNORECASE,
)
_OTHER_SCHEME = re.compile(r"^(?!https?:)[a-z][a-z0-9+.-]{0,40}://\S+$", re.IGNORECASE)
_AMP_CACHE_PATH = re.compile(r"^/(?:amp/|[acv]/)(?:s/)?(.+)$")
_AMP_CACHE_HOST = re.compile(r"(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com|amp\.cloudflare\.com)$")
_MOBILE_LABELS = frozenset({"www", "m", "mobile", "amp", "touch", "wap"})
_NUMBERED_WWW = re.compile(r"^www?\d{1,2}$")
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP_ENDING = re.compile(r"(?:/amp|\.amp|/amp\.html?)$", re.IGNORECASE)
_AMP_BEFORE_SUFFIX = re.compile(r"\.amp(\.html?)$", re.IGNORECASE)
_AMP_VALUE_NAMES = frozenset({"outputtype", "output", "view", "format"})
_FLAG_NAMES = frozenset({"amp", "mobile", "nomobile", "ismobile"})
_FLAG_VALUES = frozenset({"", "1", "0", "true", "false", "yes", "no"})
_TRACKING_PREFIXES = (
    "utm_", "utm-", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "ns_", "at_", "wt_", "oly_", "trk_",
    "fb_", "mc_", "icid", "ncid", "int_", "cmp_", "guce_", "__twitter_", "soc_", "sc_", "vero_", "dclid",
)  # fmt: skip
_TRACKING_NAMES = frozenset(
    (
        "fbclid", "gclid", "gclsrc", "yclid", "msclkid", "twclid", "igshid", "igsh", "ttclid", "wbraid",
        "gbraid", "li_fat_id", "rb_clickid", "s_kwcid", "mkt_tok", "ref", "ref_src", "ref_url", "referer",
        "referrer", "refsrc", "source", "src", "smid", "smtyp", "smprod", "partner", "campaign", "campaign_id",
        "cmpid", "cmp", "emc", "mbid", "mod", "ito", "share", "shared", "sharetype", "socialreferral", "spref",
        "sr_share", "sref", "via", "xtor", "xtref", "wt", "tpcc", "tse_id", "taid", "linkid", "link_id",
        "newsletter", "nl", "nlid", "ns_source", "intcmp", "traffic_source", "trackid", "tracking", "trk",
        "rss", "feedtype", "partnerid", "dicbo", "_ga", "_gl", "__s", "__hstc", "__hssc", "__hsfp", "_hsenc",
        "_hsmi", "aff", "affiliate", "pf_rd_r", "fromref", "echobox", "esrc", "sessionid", "phpsessid",
        "jsessionid",
    )
)  # fmt: skip
"""Parameters that count readers.  A name is listed only if no known news site keys its articles by it:
``id``, ``p``, ``page``, ``story``, ``article``, ``a``, ``sid``, ``q`` and ``v`` do, and stay."""

_DEFAULT_PORTS = frozenset({"80", "443"})
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "edu", "ac", "gob", "gouv", "go", "or", "ne", "nom"])


def canonical_address(url: str) -> str | None:
    """Return host, path and telling parameters of ``url`` in one spelling, or None if it is no http address.

    The result has no scheme: ``example.org/2024/05/raid``.  Applying the function to
    ``"https://"`` and its own result gives the same result.
    """
    # JSON can carry half a surrogate pair, which no address can.
    url = url.encode("utf-8", "ignore").decode("utf-8")
    address = _unwrap_archive(url.strip()[:MAX_ADDRESS_CHARS])
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "." not in host or " " in host:
        return None
    cached = _AMP_CACHE_PATH.match(parts.path)
    if cached and (_AMP_CACHE_HOST.search(host) or (_is_google(host) and parts.path.startswith("/amp/"))):
        inner = canonical_address("https://" + re.sub(r"^https?://", "", cached[1]) + _query_part(parts.query))
        if inner is not None:
            return inner
    suffix = f":{port}" if port is not None and str(port) not in _DEFAULT_PORTS else ""
    query = _telling_parameters(parts.query)
    return f"{_fold_host(host)}{suffix}{_fold_path(parts.path)}{'?' + query if query else ''}"


def article_id_of(url: str | None, canonical_link: str | None, seed_name: str) -> str:
    """Return what names an article for all time.

    Args:
      url: the address as it was given, if any.
      canonical_link: what the page itself calls its canonical address; may be relative to ``url``.
      seed_name: the name of the seed file, used where there is no address.

    An address of another scheme (an archive's or an agency's own numbers) is taken as it is: the
    documents of one file must not become versions of each other.

    A page's own claim is believed only if it is sane (see ``believable_canonical``): pages of whole
    sites claim the home page or a section front as theirs, which would make one article of many.
    """
    given = canonical_address(url) if url else None
    if canonical_link:
        try:
            link = urljoin(_unwrap_archive(url) if url else "", _unwrap_archive(canonical_link))
        except ValueError:
            link = ""  # brackets that hold no IPv6 address
        claimed = canonical_address(link)
        if claimed is not None and believable_canonical(claimed, given):
            return claimed
    if given is None and url and _OTHER_SCHEME.match(url.strip()):
        return url.strip()[:MAX_ADDRESS_CHARS]
    return given if given is not None else f"seed:{seed_name}"


def believable_canonical(claimed: str, given: str | None) -> bool:
    """Say whether ``claimed`` can be the canonical form of ``given`` (both as ``canonical_address`` gives them).

    It must name an article (more than a host or a section front) on the same site.  Without a given
    address there is nothing to compare with, and an article's address is believed.
    """
    host, _, path = claimed.partition("/")
    path = path.partition("?")[0]
    if not path and "?" not in claimed:
        return False
    if given is None:
        return names_an_article(claimed)
    given_host, _, _given_path = given.partition("/")
    if site_of(host) != site_of(given_host):
        return False
    if given.startswith(claimed.rstrip("/") + "/") and not names_an_article(claimed):
        return False
    return names_an_article(claimed) or not names_an_article(given)


def site_of(host: str) -> str:
    """Return the registrable part of a host name, near enough: ``news.example.co.uk`` is ``example.co.uk``."""
    labels = host.partition(":")[0].split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])


def names_an_article(address: str) -> bool:
    """Tell an article's address from a section front: a number, a query, or a last part of several words."""
    path, _, query = address.partition("/")[2].partition("?")
    last = path.rsplit("/", 1)[-1]
    return (
        bool(query) or any(c.isdigit() for c in path) or last.count("-") >= 2 or last.count("_") >= 2 or len(last) > 24
    )


def _unwrap_archive(url: str) -> str:
    found = _ARCHIVED.match(url)
    if not found:
        return url
    inner = found[1]
    # A capture may be of a capture; two are enough for any real one.
    again = _ARCHIVED.match(inner)
    inner = again[1] if again else inner
    # Archives fold the two slashes of the address inside into one.
    inner = re.sub(r"^(https?):/+", r"\1://", inner, flags=re.IGNORECASE)
    return inner if inner.lower().startswith(("http://", "https://")) else "http://" + inner


def _is_google(host: str) -> bool:
    return host.removeprefix("www.").startswith("google.")


def _fold_host(host: str) -> str:
    labels = host.split(".")
    # At least two labels stay: m.example.org loses its first, amp.dev does not.
    while len(labels) > 2 and (labels[0] in _MOBILE_LABELS or _NUMBERED_WWW.match(labels[0])):
        labels = labels[1:]
    if len(labels) > 3 and labels[1] in ("m", "amp", "mobile"):
        del labels[1]  # en.m.example.org
    try:
        return ".".join(labels).encode("idna").decode("ascii") if not host.isascii() else ".".join(labels)
    except UnicodeError:
        return ".".join(labels)


def _fold_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", unquote(path, errors="replace"))
    path = re.sub(r";jsessionid=[^/]*", "", path, flags=re.IGNORECASE)
    path = _INDEX_PAGE.sub("/", path).rstrip("/")
    path = _AMP_BEFORE_SUFFIX.sub(r"\1", path)
    path = _AMP_ENDING.sub("", path).rstrip("/")
    if path.lower().startswith(("/amp/", "/mobile/")) and path.count("/") >= 2:
        path = path[path.index("/", 1) :]
    # Quoted again, one way, so that an escaped question mark does not turn into a query.
    return quote(path, safe="/:@!$&'()*+,;=~")


def _telling_parameters(query: str) -> str:
    kept = []
    for name, value in parse_qsl(query.replace(";", "&"), keep_blank_values=True, max_num_fields=None):
        low = name.lower()
        if low in _TRACKING_NAMES or low.startswith(_TRACKING_PREFIXES) or low.startswith("amp_"):
            continue
        if low in _FLAG_NAMES and value.lower() in _FLAG_VALUES:
            continue
        if low in _AMP_VALUE_NAMES and value.lower().startswith(("amp", "mobile")):
            continue
        kept.append((name, value))
    return urlencode(sorted(kept))


def _query_part(query: str) -> str:
    return f"?{query}" if query else ""


def site_host(url: str | None) -> str | None:
    """Return the host of an address without ``www.`` and its kind, as a source's name of last resort."""
    address = canonical_address(url) if url else None
    return address.partition("/")[0].partition("?")[0] if address else None
