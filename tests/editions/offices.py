"""An office with a certificate of its own, and what pyHanko says of what it signed."""

import io
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from checkin import clock
from checkin.editions.signing import Certificate

PASSWORD = "kata sandi"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Certificate, x509.Certificate]:
    """Make the certificate of an office."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "DINAS SOSIAL PROVINSI CONTOH")])
    now = clock.now()
    usage = x509.KeyUsage(True, True, *[False] * 7)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("office") / "office.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"office", key, made, None, BestAvailableEncryption(PASSWORD.encode())
        )
    )
    return Certificate(path=path, password=PASSWORD), made


def verdict(content: bytes, certificate: x509.Certificate) -> Any:
    """Return what pyHanko says of the one signature in a PDF, trusting this certificate."""
    (signature,) = PdfFileReader(io.BytesIO(content), strict=False).embedded_signatures
    (root,) = load_certs_from_pemder_data(certificate.public_bytes(Encoding.DER))
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
