"""A list is signed with the office's certificate, and pyHanko itself finds the signature sound."""

import io
from datetime import timedelta
from pathlib import Path

import pypdfium2
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
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from checkin import clock
from checkin.attendance import paper
from checkin.documents.press import print_pdf
from checkin.editions.marks import PREVIEW
from checkin.editions.signing import Certificate, sign, signer_name
from checkin.errors import Unavailable
from tests.attendance.test_lists import PLAIN, SOME, make_list

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


def test_the_signature_is_sound_and_covers_everything(
    office: tuple[Certificate, x509.Certificate],
) -> None:
    certificate, made = office
    plain = print_pdf(paper.document(make_list(SOME), PLAIN, PREVIEW))
    signed = sign(plain, certificate)
    assert signed.startswith(plain)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    (root,) = load_certs_from_pemder_data(made.public_bytes(Encoding.DER))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
    assert status.intact
    assert status.valid
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    pages = [len(pypdfium2.PdfDocument(content)) for content in (plain, signed)]
    assert pages[0] == pages[1]


def test_a_changed_byte_breaks_it(office: tuple[Certificate, x509.Certificate]) -> None:
    certificate, made = office
    signed = bytearray(
        sign(print_pdf(paper.document(make_list(SOME), PLAIN, PREVIEW)), certificate)
    )
    at = signed.index(b"stream", 2000) + 20
    signed[at] ^= 1
    (signature,) = PdfFileReader(io.BytesIO(bytes(signed)), strict=False).embedded_signatures
    (root,) = load_certs_from_pemder_data(made.public_bytes(Encoding.DER))
    assert not validate_pdf_signature(signature, ValidationContext(trust_roots=[root])).intact


def test_names_whom_the_certificate_names(office: tuple[Certificate, x509.Certificate]) -> None:
    assert signer_name(office[0]) == "DINAS SOSIAL PROVINSI CONTOH"


@pytest.mark.parametrize("wrong", [{"password": "salah"}, {"path": Path("/nowhere.p12")}])
def test_a_certificate_that_does_not_open_is_said(
    office: tuple[Certificate, x509.Certificate], wrong: dict[str, object]
) -> None:
    values = {"path": office[0].path, "password": PASSWORD} | wrong
    with pytest.raises(Unavailable, match="Sertifikat tanda tangan"):
        signer_name(Certificate(**values))  # type: ignore[arg-type]
