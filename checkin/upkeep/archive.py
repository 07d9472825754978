"""A backup file: a sealed, compressed tar whose first part is the manifest that vouches for the others."""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from checkin.documents.files import refusal
from checkin.errors import NotFound
from checkin.text import mark
from checkin.upkeep import manifest as manifests
from checkin.upkeep.manifest import NAME, Manifest, Member
from checkin.upkeep.sealing import SealedReader, SealedWriter, damaged, read_head

Progress = Callable[[int, int], None]
_BLOCK = 1 << 18
_MAX_MANIFEST = 16 * 1024 * 1024
BROKEN = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


def write_archive(
    path: Path,
    passphrase: str,
    manifest: Manifest,
    files: Sequence[tuple[str, Path]],
    progress: Progress,
) -> Manifest:
    """Write the backup of `files` (name, place) to `path`, whole or not at all; return its manifest."""
    draft = path.with_suffix(".part")
    members = tuple(_member(name, source) for name, source in files)
    whole = replace(manifest, members=members)
    said = {
        "created_at": manifest.created_at.isoformat(),
        "release": manifest.release,
        "dialect": manifest.dialect,
        "has_key": whole.has_key,
    }
    meter = _Meter(sum(member.size for member in members), progress)
    try:
        with _private(draft) as file:
            with (
                SealedWriter(file, passphrase, said) as sealed,
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=4, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                _add(tar, NAME, io.BytesIO(content := whole.dumps()), len(content))
                for member, (_, source) in zip(members, files, strict=True):
                    with source.open("rb") as part:
                        _add(tar, member.name, meter.watch(part), member.size)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise refusal(error, path) from error
    finally:
        draft.unlink(missing_ok=True)
    return whole


def read_archive(
    path: Path, passphrase: str, progress: Progress, folder: Path | None = None
) -> Manifest:
    """Read a backup to its end, and into `folder` where one is given; return its manifest.

    Raises `Invalid` for a wrong passphrase, and for any part that is not what the manifest says.
    """
    with _opened(path) as file:
        reader = SealedReader(file, passphrase)
        meter = _Meter(path.stat().st_size, progress)
        try:
            plain = io.BufferedReader(reader, _BLOCK)
            with (
                gzip.GzipFile(fileobj=plain) as packed,
                tarfile.open(fileobj=packed, mode="r|") as tar,
            ):
                manifest = _check_parts(tar, folder, lambda: meter.at(file.tell()))
                while packed.read(_BLOCK):
                    pass
            while plain.read(_BLOCK):
                pass
        except BROKEN as error:
            raise damaged() from error
        except OSError as error:
            raise refusal(error, folder or path) from error
        meter.at(meter.total)
    return manifest


def read_label(path: Path) -> dict[str, Any]:
    """Return what a backup says of itself without its passphrase."""
    with _opened(path) as file:
        return read_head(file)


def _check_parts(tar: tarfile.TarFile, folder: Path | None, moved: Callable[[], None]) -> Manifest:
    parts = iter(tar)
    first = next(parts, None)
    content = tar.extractfile(first) if first and first.isreg() and first.name == NAME else None
    if content is None or (first and first.size > _MAX_MANIFEST):
        raise damaged()
    manifest = manifests.loads(content.read())
    missing = {member.name: member for member in manifest.members}
    for part in parts:
        member = missing.pop(part.name, None)
        source = tar.extractfile(part) if part.isreg() else None
        if member is None or source is None or part.size != member.size:
            raise damaged()
        if _copy(source, folder / member.name if folder else None, moved) != member.sha256:
            raise damaged()
    if missing:
        raise damaged()
    return manifest


def _copy(source: IO[bytes], target: Path | None, moved: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    with _private(target) if target else io.BytesIO() as file:
        while block := source.read(_BLOCK):
            digest.update(block)
            if target:
                file.write(block)
            moved()
    return digest.hexdigest()


def _add(tar: tarfile.TarFile, name: str, source: Any, size: int) -> None:
    part = tarfile.TarInfo(name)
    part.size, part.mode = size, 0o600
    tar.addfile(part, source)


def _member(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return Member(name=name, size=path.stat().st_size, sha256=digest.hexdigest())


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(error, path) from error
    with file:
        yield file


def _unreadable(error: OSError, path: Path) -> NotFound:
    return NotFound(
        mark("Berkas cadangan %(path)s tidak dapat dibaca: %(reason)s."),
        code="backup_unreadable",
        path=path.name,
        reason=error.strerror or error,
    )


class _Meter:
    """Tells how far a long copy is."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.total, self._progress, self._told = total, progress, -1
        self._done = 0

    def at(self, done: int) -> None:
        self._done = min(done, self.total)
        share = self._done * 50 // max(self.total, 1)
        if share != self._told:
            self._told = share
            self._progress(share, 50)

    def watch(self, file: IO[bytes]) -> Any:
        return _Watched(file, lambda count: self.at(self._done + count))


class _Watched:
    def __init__(self, file: IO[bytes], read: Callable[[int], None]) -> None:
        self._file, self._read = file, read

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self._read(len(block))
        return block
