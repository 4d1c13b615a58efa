"""How the fetching tests ask: one verb, virtual time, and certificates made on the spot."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fetching.local_web import LocalWeb
from transforms.fetching import Failed, Fetched, FetchSettings, Manners, Request, fetch_batch

NOON = datetime(2024, 5, 17, 12, 0, tzinfo=timezone.utc)
QUICK = FetchSettings(host_interval_secs=0.0, connect_timeout_secs=2.0, read_timeout_secs=0.3, total_timeout_secs=0.6)


class VirtualTime:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        """Return the seconds so far."""
        return self.now

    async def sleep(self, secs: float) -> None:
        """Let the time pass at once."""
        self.waits.append(secs)
        self.now += secs
        await asyncio.sleep(0)


def fetch(
    web: LocalWeb, requests: Sequence[Request | str], settings: FetchSettings = QUICK, **given: Any
) -> list[Fetched | Failed]:
    """Ask for everything, every name of the web being allowed, and return the outcomes as they come."""
    asked = [Request(request) if isinstance(request, str) else request for request in requests]
    if not settings.allow_private:
        settings = settings._replace(allow_private=("127.0.0.1",))
    given = {"manners": Manners(), "resolve": web.resolve, "wall_clock": lambda: NOON, **given}
    return list(fetch_batch(asked, settings, **given))


def fetch_one(web: LocalWeb, request: Request | str, settings: FetchSettings = QUICK, **given: Any) -> Fetched | Failed:
    """Ask for one document and return its outcome."""
    (outcome,) = fetch(web, [request], settings, **given)
    return outcome


def reasons(outcomes: Sequence[Fetched | Failed]) -> dict[str, str]:
    """Return how each request ended, by its address; ``fetched`` if well."""
    return {outcome.url: outcome.reason if isinstance(outcome, Failed) else "fetched" for outcome in outcomes}


def make_certificate(folder: Path, name: str, days_valid: int = 1) -> Path:
    """Write a self-signed certificate for a host name with its key into one file; return its path.

    ``days_valid`` is counted from now; a negative one has expired.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days_valid))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def server_tls(certificate: Path) -> ssl.SSLContext:
    """Return what a server needs to show a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
