"""What a host's robots.txt lets us ask (RFC 9309), read by protego."""

import re
from typing import NamedTuple

from protego import Protego

from transforms.fetching.messages import PRODUCT_TOKEN, Trouble

MAX_RULES = 10_000
"""Rules for us that are read of one file.

A page is compared with all that hold wildcards, about a microsecond each.  Defended by
``test_a_hostile_robots_file_is_read_in_time``.
"""

_MAX_LINE_CHARS = 2_000
_AGENT_LINE = re.compile(r"user[ -]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_SITE_LINE = re.compile(r"(?:site-?maps?|host)\b", re.IGNORECASE)


class Robots(NamedTuple):
    """The rules of one origin (scheme, host and port).

    Attributes:
      rules: what the file says; None if there is no file, which allows everything.
      trouble: why it could not be read, which allows nothing.
      expires_at: on the clock of the fetch, when to ask for it again.
      weight: about how many characters it holds.
    """

    rules: Protego | None
    trouble: Trouble | None
    expires_at: float
    weight: int


def parse_rules(body: bytes) -> tuple[Protego, int]:
    """Return the rules of a robots.txt, and how many characters of it concern us."""
    text = _our_part(body.decode("utf-8-sig", errors="replace"))
    return Protego.parse(text), len(text)


def _our_part(text: str) -> str:
    """Return only the groups that are for us or for everyone.

    A file may name thousands of agents in one group of thousands of rules; protego would hold their
    product.
    """
    kept: list[str] = []
    agents: list[str] = []
    ours = in_rules = False
    for line in text.splitlines():
        line = line[:_MAX_LINE_CHARS].partition("#")[0].strip()
        if not line or _SITE_LINE.match(line):
            continue
        named = _AGENT_LINE.match(line)
        if named:
            if in_rules:
                agents, ours, in_rules = [], False, False
            agent = named.group(1).strip().lower()
            if agent == "*" or agent.split("/")[0].strip("* ") == PRODUCT_TOKEN:
                name = "*" if agent == "*" else PRODUCT_TOKEN
                if name not in agents:
                    agents.append(name)
                    kept.append(f"User-agent: {name}")
                ours = True
            continue
        in_rules = True
        if ours:
            kept.append(line)
            if len(kept) >= MAX_RULES:
                break
    return "\n".join(kept)


def trouble_with(robots: Robots, url: str) -> Trouble | None:
    """Return why ``url`` may not be asked, if robots.txt says so or could not be read."""
    if robots.trouble:
        return robots.trouble
    if robots.rules and not robots.rules.can_fetch(url, PRODUCT_TOKEN):
        return Trouble("robots_denied", "robots.txt disallows this address")
    return None


def crawl_delay_secs(robots: Robots) -> float:
    """Return the Crawl-delay that robots.txt asks of us, in seconds; 0 if none."""
    return (robots.rules.crawl_delay(PRODUCT_TOKEN) or 0.0) if robots.rules else 0.0
