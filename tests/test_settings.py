"""Settings: keys made once with mode 0600, production refuses what only one machine may use."""

import base64
from pathlib import Path

import pytest

from checkin.errors import Unavailable
from checkin.settings import Settings


def test_keys_are_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    environ = {"CHECKIN_INSTANCE_DIR": str(tmp_path / "instance")}
    first, second = Settings.from_environ(environ), Settings.from_environ(environ)
    assert first.data_key == second.data_key
    assert len(first.data_key) == 32
    assert first.secret_key == second.secret_key
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "instance").iterdir()}
    assert modes == {0o600}


def test_production_names_everything_that_is_missing(tmp_path: Path) -> None:
    environ = {"CHECKIN_INSTANCE_DIR": str(tmp_path), "CHECKIN_PRODUCTION": "1"}
    with pytest.raises(
        Unavailable, match="CHECKIN_SECRET_KEY, CHECKIN_DATA_KEY, CHECKIN_PUBLIC_URL"
    ):
        Settings.from_environ(environ)
    assert list(tmp_path.iterdir()) == []


def test_an_instance_directory_is_made_where_all_keys_are_given(tmp_path: Path) -> None:
    key = base64.urlsafe_b64encode(b"x" * 32).decode()
    Settings.from_environ(
        {
            "CHECKIN_INSTANCE_DIR": str(tmp_path / "new"),
            "CHECKIN_PRODUCTION": "1",
            "CHECKIN_SECRET_KEY": key,
            "CHECKIN_DATA_KEY": key,
            "CHECKIN_PUBLIC_URL": "https://hadir.example",
        }
    )
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("key", ["short", base64.urlsafe_b64encode(b"x" * 31).decode(), "é"])
def test_a_data_key_of_the_wrong_size_is_refused(tmp_path: Path, key: str) -> None:
    environ = {"CHECKIN_INSTANCE_DIR": str(tmp_path), "CHECKIN_DATA_KEY": key}
    with pytest.raises(Unavailable, match="32 byte"):
        Settings.from_environ(environ)


def test_an_instance_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="tidak dapat dibaca atau dibuat"):
        Settings.from_environ({"CHECKIN_INSTANCE_DIR": str(tmp_path / "file" / "x")})


def test_older_data_keys_stand_behind_the_present_one(tmp_path: Path) -> None:
    keys = [base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"n", b"o")]
    said = {"CHECKIN_INSTANCE_DIR": str(tmp_path), "CHECKIN_DATA_KEY": ",".join(keys)}
    known = Settings.from_environ(said)
    assert (known.data_key, known.older_data_keys) == (b"n" * 32, (b"o" * 32,))
    assert known.data_key_file is None
    (tmp_path / "data.key").write_text("\n".join(keys))
    kept = Settings.from_environ({"CHECKIN_INSTANCE_DIR": str(tmp_path)})
    assert (kept.data_key, kept.older_data_keys) == (b"n" * 32, (b"o" * 32,))
    assert kept.data_key_file == tmp_path / "data.key"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHECKIN_SECOND_FACTOR", "off"),
        ("CHECKIN_SESSION_IDLE_HOURS", "0"),
        ("CHECKIN_SESSION_HOURS", "selamanya"),
        ("CHECKIN_SESSION_HOURS", "9999999"),
        ("CHECKIN_TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_setting_that_cannot_stand_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(Unavailable) as refused:
        Settings.from_environ({"CHECKIN_INSTANCE_DIR": str(tmp_path), name: value})
    assert name in str(refused.value)


def test_the_second_factor_is_asked_unless_said_otherwise(tmp_path: Path) -> None:
    here = {"CHECKIN_INSTANCE_DIR": str(tmp_path)}
    assert Settings.from_environ(here).second_factor
    assert not Settings.from_environ(here | {"CHECKIN_SECOND_FACTOR": "optional"}).second_factor
    assert Settings.from_environ(here).session_idle_hours == 12
    assert Settings.from_environ(here | {"CHECKIN_SESSION_HOURS": "24"}).session_hours == 24
