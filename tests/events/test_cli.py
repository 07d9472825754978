"""The event commands: JSON, exit statuses, one line when refused."""

import json

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from checkin.cli import group

CREATE = (
    "event create --code bojonegoro-2023 --name Sapa --bakorwil Bojonegoro --venue GOR "
    "--starts 2023-11-20T08:00 --ends 2023-11-20T13:00"
).split()


@pytest.fixture
def run(app: Flask):  # type: ignore[no-untyped-def]
    """Return a function that runs `checkin` on the test's application."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(group, arguments, obj=lambda: app)

    return run


def test_create_and_list(run) -> None:  # type: ignore[no-untyped-def]
    assert run(*CREATE).exit_code == 0
    (event,) = json.loads(run("event", "list", "--json").stdout)
    assert event["code"] == "bojonegoro-2023"
    assert event["starts_at"] == "2023-11-20T01:00:00+00:00"
    assert event["regencies"] == 8
    assert event["stage"] == "open"


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        (("--bakorwil", "Atlantis"), "Bakorwil Atlantis tidak dikenal."),
        (("--starts", "besok"), "Waktu besok tidak terbaca; tulis misalnya 2023-11-20T08:00."),
        (("--ends", "2023-11-20T07:00"), "Waktu selesai harus sesudah waktu mulai."),
        (("--pillar", "XYZ"), "Jenis pilar XYZ tidak dikenal."),
    ],
)
def test_a_refusal_is_one_line_and_status_two(run, over, sentence) -> None:  # type: ignore[no-untyped-def]
    result = run(*CREATE, *over)
    assert result.exit_code == 2
    assert result.stderr.strip() == sentence
    assert json.loads(run("event", "list", "--json").stdout) == []


def test_a_missing_database_is_one_line(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from checkin.app import create_app

    empty = replace(settings, database_url=f"sqlite:///{tmp_path}/nothing/here.db")
    result = CliRunner().invoke(group, ["event", "list"], obj=lambda: create_app(empty))
    assert result.exit_code == 2
    assert result.stderr.strip() == "Basis data belum disiapkan; jalankan `checkin db upgrade`."
