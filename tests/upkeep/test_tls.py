"""The https certificate is read where phones read it, and what they would hold against it is said."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from checkin import clock
from checkin.settings import Settings
from checkin.upkeep import tls

ENDS = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a PEM file of a key and its self-signed certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sapa pilar")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(ENDS)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def address(certificate: Path) -> Iterator[str]:
    """Yield the address of a server that shakes hands and says nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_shake_hands, args=(server, context))
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            try:
                context.wrap_socket(line, server_side=True).close()
            except OSError:
                continue


def test_a_certificate_nobody_trusts_is_read_all_the_same(address: str) -> None:
    seen = tls.look(address, clock.now())
    assert seen.ends_at == ENDS
    assert "self" in seen.problem


def test_one_that_is_trusted_has_no_problem(address: str, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    seen = tls.look(address, clock.now(), trust)
    assert (seen.ends_at, seen.problem) == (ENDS, "")


def test_an_address_where_nobody_answers_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    seen = tls.look(f"https://127.0.0.1:{port}", clock.now())
    assert seen.ends_at is None
    assert seen.problem


def test_the_worker_looks_twice_a_day_and_keeps_what_it_saw(app: Flask, address: str) -> None:
    settings: Settings = app.extensions["settings"]
    now = clock.now()
    tls.look_often(now)
    assert tls.known(settings) is None  # no https, nothing to look at
    settings = app.extensions["settings"] = replace(settings, public_url=address)
    tls.look_often(now)
    seen = tls.known(settings)
    assert seen is not None
    assert (seen.address, seen.ends_at, seen.looked_at) == (address, ENDS, now)
    tls.look_often(now + timedelta(hours=11))
    assert tls.known(settings) == seen
    tls.look_often(now + timedelta(hours=13))
    assert tls.known(settings) != seen
