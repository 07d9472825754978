"""A list is signed with the office's certificate, and pyHanko itself finds the signature sound."""

from pathlib import Path

import pypdfium2
import pytest
from cryptography import x509
from pyhanko.sign.validation.status import SignatureCoverageLevel

from checkin.attendance import paper
from checkin.documents.press import print_pdf
from checkin.editions.marks import PREVIEW
from checkin.editions.signing import Certificate, sign, signer_name
from checkin.errors import Unavailable
from tests.attendance.test_lists import PLAIN, SOME, make_list
from tests.editions.offices import PASSWORD, office, verdict

__all__ = ["office"]


def test_the_signature_is_sound_and_covers_everything(
    office: tuple[Certificate, x509.Certificate],
) -> None:
    certificate, made = office
    plain = print_pdf(paper.document(make_list(SOME), PLAIN, PREVIEW))
    signed = sign(plain, certificate)
    assert signed.startswith(plain)
    status = verdict(signed, made)
    assert status.intact
    assert status.valid
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert b"/ETSI.CAdES.detached" in signed
    pages = [len(pypdfium2.PdfDocument(content)) for content in (plain, signed)]
    assert pages[0] == pages[1]


def test_a_changed_byte_breaks_it(office: tuple[Certificate, x509.Certificate]) -> None:
    certificate, made = office
    signed = bytearray(
        sign(print_pdf(paper.document(make_list(SOME), PLAIN, PREVIEW)), certificate)
    )
    at = signed.index(b"stream", 2000) + 20
    signed[at] ^= 1
    assert not verdict(bytes(signed), made).intact


def test_names_whom_the_certificate_names(office: tuple[Certificate, x509.Certificate]) -> None:
    assert signer_name(office[0]) == "DINAS SOSIAL PROVINSI CONTOH"


@pytest.mark.parametrize("wrong", [{"password": "salah"}, {"path": Path("/nowhere.p12")}])
def test_a_certificate_that_does_not_open_is_said(
    office: tuple[Certificate, x509.Certificate], wrong: dict[str, object]
) -> None:
    values = {"path": office[0].path, "password": PASSWORD} | wrong
    with pytest.raises(Unavailable, match="Sertifikat tanda tangan"):
        signer_name(Certificate(**values))  # type: ignore[arg-type]
