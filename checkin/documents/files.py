"""Write a finished document to the disk: whole, or not at all."""

import errno
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from checkin.errors import Unavailable
from checkin.text import mark

FULL = (errno.ENOSPC, errno.EDQUOT)
# A parameter of the sentence, not a sentence: only commands write files, and they speak Indonesian.
REASONS = {
    errno.ENOENT: "foldernya tidak ada",
    errno.ENOTDIR: "foldernya tidak ada",
    errno.EISDIR: "tempat itu sebuah folder",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EROFS: "tempat itu hanya dapat dibaca",
}


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` through a neighbouring draft, so that no half of a file is ever left.

    Raises `Unavailable` with one sentence where the disk is full or the place cannot be written.
    """
    draft = None
    try:
        if path.exists() and not path.is_file():  # /dev/stdout and the like cannot be replaced
            path.write_bytes(content)
            return
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            draft = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o600)
        draft.replace(path)
    except OSError as error:
        if draft:
            draft.unlink(missing_ok=True)
        raise refusal(error, path) from error


def refusal(error: OSError, path: Path) -> Unavailable:
    """Say in one sentence why `path` could not be written."""
    if error.errno in FULL:
        return Unavailable(
            mark("Ruang penyimpanan penuh; %(path)s tidak dibuat."), code="disk_full", path=path
        )
    return Unavailable(
        mark("Berkas %(path)s tidak dapat ditulis: %(reason)s."),
        code="file_unwritable",
        path=path,
        reason=REASONS.get(error.errno or 0) or error.strerror or error,
    )
