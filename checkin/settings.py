"""Settings from the environment, frozen; the only reader of `os.environ`.

Keys that are safe only on one machine are made on first start, kept in the instance directory with
mode 0600, and refused in production with a sentence that says what to set.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checkin.errors import Unavailable
from checkin.text import mark

MOST = 100_000  # of hours or proxies: beyond any use, and still a date


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and the next.

    `data_key` is 32 bytes (AES-256 and the key of the blind indexes are derived from it), kept in
    `data_key_file` unless the environment gives it; `older_data_keys` still open what is under them;
    `signing_certificate` is the PKCS#12 file that printed lists are signed with, where there is one;
    `second_factor` says whether everybody who sees identifiers needs one, or only who set one up.
    """

    database_url: str
    secret_key: str
    data_key: bytes
    instance_dir: Path
    public_url: str
    older_data_keys: tuple[bytes, ...] = ()
    data_key_file: Path | None = None
    redis_url: str | None = None
    signing_certificate: Path | None = None
    signing_password: str = ""
    trusted_proxies: int = 0
    second_factor: bool = True
    session_idle_hours: int = 12
    session_hours: int = 168
    production: bool = False
    testing: bool = False

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read `CHECKIN_*`; raise `Unavailable` naming every key that production lacks."""
        env = os.environ if environ is None else environ
        instance = Path(env.get("CHECKIN_INSTANCE_DIR", "instance")).resolve()
        production = env.get("CHECKIN_PRODUCTION", "") not in ("", "0")
        wanted = ("CHECKIN_SECRET_KEY", "CHECKIN_DATA_KEY", "CHECKIN_PUBLIC_URL")
        missing = [name for name in wanted if not env.get(name)]
        if production and missing:
            raise Unavailable(
                mark("Mode produksi memerlukan %(names)s; isi lalu jalankan lagi."),
                code="settings_missing",
                names=", ".join(missing),
            )
        _make_folder(instance)
        said = env.get("CHECKIN_DATA_KEY")
        data_keys = decode_keys(said or _kept_key(instance, "data.key"))
        return cls(
            database_url=env.get("CHECKIN_DATABASE_URL") or f"sqlite:///{instance / 'checkin.db'}",
            secret_key=env.get("CHECKIN_SECRET_KEY") or _kept_key(instance, "secret.key"),
            data_key=data_keys[0],
            older_data_keys=data_keys[1:],
            data_key_file=None if said else instance / "data.key",
            instance_dir=instance,
            public_url=env.get("CHECKIN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            redis_url=env.get("CHECKIN_REDIS_URL") or None,
            signing_certificate=_path(env.get("CHECKIN_SIGNING_CERTIFICATE")),
            signing_password=env.get("CHECKIN_SIGNING_PASSWORD", ""),
            trusted_proxies=_count("CHECKIN_TRUSTED_PROXIES", env, 0),
            second_factor=_is_required("CHECKIN_SECOND_FACTOR", env),
            session_idle_hours=_count("CHECKIN_SESSION_IDLE_HOURS", env, 12, least=1),
            session_hours=_count("CHECKIN_SESSION_HOURS", env, 168, least=1),
            production=production,
        )


def _path(text: str | None) -> Path | None:
    return Path(text).resolve() if text else None


def _count(name: str, env: Mapping[str, str], otherwise: int, *, least: int = 0) -> int:
    text = env.get(name) or str(otherwise)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= MOST):
        raise Unavailable(
            mark("%(name)s harus bilangan mulai dari %(least)d, misalnya %(otherwise)d."),
            code=name.removeprefix("CHECKIN_").lower(),
            name=name,
            least=least,
            otherwise=max(least, otherwise, 1),
        )
    return int(text)


def _is_required(name: str, env: Mapping[str, str]) -> bool:
    chosen = env.get(name) or "required"
    if chosen not in ("required", "optional"):
        raise Unavailable(
            mark("%(name)s harus `required` atau `optional`."), code="second_factor", name=name
        )
    return chosen == "required"


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            mark("Folder %(path)s tidak dapat dibaca atau dibuat: %(reason)s."),
            code="instance_folder",
            path=instance,
            reason=error.strerror or error,
        ) from error


def _kept_key(instance: Path, name: str) -> str:
    """Return the key in `instance/name`, making it (32 random bytes, base64) when absent."""
    path = instance / name
    try:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
            file.write(key)
        return key
    except OSError as error:
        raise Unavailable(
            mark("Berkas kunci %(path)s tidak dapat dibaca atau dibuat: %(reason)s."),
            code="key_file",
            path=path,
            reason=error.strerror or error,
        ) from error


def decode_keys(text: str) -> tuple[bytes, ...]:
    """Read the present key and, after it, older ones, between commas or on lines of their own."""
    return tuple(map(_decode_key, text.replace(",", " ").split())) or (_decode_key(""),)


def _decode_key(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Unavailable(
            mark("CHECKIN_DATA_KEY harus 32 byte dalam base64 (url-safe)."),
            code="data_key",
        )
    return key
