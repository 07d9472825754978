"""Documents read the static folder and pictures in memory, and nothing else."""

from pathlib import Path

import pytest

from checkin.documents.fetch import StrictFetcher

PIXEL = b"\x89PNG\r\n\x1a\n..."


@pytest.fixture
def fetcher(tmp_path: Path) -> StrictFetcher:
    """Return a fetcher over a static folder of one file, with a secret beside it."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "mark.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "static" / "link").symlink_to(tmp_path / "secret.txt")
    return StrictFetcher(
        {"logo": PIXEL, "late": lambda: PIXEL, "page": b"<html>"}, tmp_path / "static"
    )


@pytest.mark.parametrize("url", ["static:mark.svg", "image:logo", "image:late"])
def test_gives_what_is_ours(fetcher: StrictFetcher, url: str) -> None:
    assert fetcher.fetch(url).read()
    assert fetcher.refused == []


@pytest.mark.parametrize(
    "url",
    [
        "static:../secret.txt",
        "static:link",
        "static:/etc/passwd",
        "static:",
        "image:nobody",
        "image:page",
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.id/logo.png",
        "data:image/png;base64,AAAA",
        "mark.svg",
    ],
)
def test_refuses_and_remembers_the_rest(fetcher: StrictFetcher, url: str) -> None:
    with pytest.raises(ValueError, match="documents may not read"):
        fetcher.fetch(url)
    assert fetcher.refused == [url]
