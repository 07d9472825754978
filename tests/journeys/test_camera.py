"""The camera in a real browser: degraded pictures of badges, and a stream that is taken away."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Playwright

from tests.bench.decoding import judge
from tests.bench.frames import Frame, make_frames
from tests.journeys.camera import FPS
from tests.journeys.conftest import Server, phone_with_camera

pytestmark = pytest.mark.journey

HELD = 0.8  # seconds a still picture is held before the camera
# The app's own camera and worker, without the rest of the app.
OPEN = """async () => {
  const { Camera } = await import("/static/scanner/camera.js");
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true });
  document.body.replaceChildren(video);
  const worker = new Worker("/static/scanner/decoder.js", { type: "module" });
  Object.assign(window, { read: [], states: [], video });
  window.camera = new Camera(video, worker, {
    onRead: ({ text }) => {
      read.push(text);
      document.body.dataset.read = read.length;
    },
    onState: (state) => {
      states.push(state);
      document.body.dataset.states = states.join(" ");
    },
  });
  await window.camera.start();
}"""


def make_still_film(path: Path, frames: list[Frame]) -> Path:
    """Write a film that shows each frame for a moment."""
    with path.open("wb") as film:
        for frame in frames:
            data = io.BytesIO()
            Image.fromarray(frame.pixels).convert("RGB").save(
                data, "JPEG", quality=92, subsampling="4:2:0"
            )
            film.write(data.getvalue() * round(FPS * HELD))
    return path


def test_reads_more_degraded_badges_than_zxing_as_it_comes(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    frames = list(make_frames(77, 2, payloads=(20,)))
    plain = judge(frames)["all"]["plain"] * len(frames) / 100
    film = make_still_film(tmp_path / "film.mjpeg", frames)
    context = phone_with_camera(playwright, tmp_path / "profile", film)
    try:
        page = context.new_page()
        page.goto(f"{server.url}/masuk")
        page.evaluate(OPEN)
        page.wait_for_timeout(1000 * 2 * HELD * len(frames))  # the film runs twice
        read = set(page.evaluate("read"))
    finally:
        context.close()
    assert read <= {frame.text for frame in frames}
    assert len(read) >= plain, (len(read), plain, len(frames))


def test_a_stream_that_the_system_takes_is_opened_again(
    server: Server, playwright: Playwright, tmp_path: Path
) -> None:
    film = make_still_film(tmp_path / "film.mjpeg", list(make_frames(1, 1, payloads=(20,)))[:1])
    context = phone_with_camera(playwright, tmp_path / "profile", film)
    try:
        page = context.new_page()
        page.goto(f"{server.url}/masuk")
        page.evaluate(OPEN)
        page.wait_for_selector("body[data-read]")
        page.evaluate(
            """() => {
              const [track] = video.srcObject.getVideoTracks();
              track.stop();
              track.dispatchEvent(new Event("ended"));
            }"""
        )
        page.wait_for_selector("body[data-states='on on']")
        page.evaluate("delete document.body.dataset.read")
        page.wait_for_selector("body[data-read]")
        assert page.evaluate("camera.isLive")
    finally:
        context.close()
