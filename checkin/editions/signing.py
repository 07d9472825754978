"""Sign a finished PDF with the office's own certificate (PAdES), where one is set up.

The certificate is a PKCS#12 file; who issued it is the office's matter, and nothing here claims more than
the name that stands in it.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from checkin.errors import Unavailable
from checkin.text import mark

FIELD = "TandaTangan"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Where the office's certificate lies and what opens it."""

    path: Path
    password: str


def signer_name(certificate: Certificate) -> str:
    """Return whom the certificate names; raise `Unavailable` where it cannot be opened."""
    name: str = _signer(certificate).signing_cert.subject.native.get("common_name", "")
    return name


def valid_until(certificate: Certificate) -> datetime:
    """Return when the certificate ends; raise `Unavailable` where it cannot be opened."""
    until: datetime = _signer(certificate).signing_cert.not_valid_after
    return until


def sign(content: bytes, certificate: Certificate) -> bytes:
    """Return the PDF with a PAdES signature appended; its pages stay as they are."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    signers.PdfSigner(meta, signer=_signer(certificate)).sign_pdf(writer, output=output)
    return output.getvalue()


@lru_cache(maxsize=2)
def _signer(certificate: Certificate) -> Any:
    from pyhanko.sign import signers

    try:
        load: Any = signers.SimpleSigner.load_pkcs12
        found = load(str(certificate.path), passphrase=certificate.password.encode())
    except OSError as error:
        raise _unusable(certificate) from error
    if found is None:
        raise _unusable(certificate)
    return found


def _unusable(certificate: Certificate) -> Unavailable:
    return Unavailable(
        mark("Sertifikat tanda tangan %(path)s tidak dapat dibuka; periksa berkas dan sandinya."),
        code="signing_certificate",
        path=certificate.path,
    )
