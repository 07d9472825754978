"""Viewers of the live board for the benchmark: each asks every two seconds, as the page does."""

import http.client
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import urlencode

PAUSE = 2.0
WANTED = {"Accept-Encoding": "gzip"}
SIGN_INS = 10  # of each account: as many as one may make in a minute
HANDS = 8  # threads that ask for all of them, so that the generator stays small


@dataclass
class Watched:
    """What the viewers saw: how often they asked, how long they waited, what went wrong."""

    began: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def polls(self) -> int:
        """How often they asked."""
        return len(self.times)

    @property
    def p95_ms(self) -> float:
        """Within how many milliseconds 95 of 100 were answered."""
        times = sorted(self.times)
        return round(1000 * times[len(times) * 95 // 100], 1) if times else 0.0


@contextmanager
def watching(
    port: int, event: str, accounts: Sequence[tuple[str, str]], viewers: int
) -> Iterator[Watched]:
    """Let `viewers` watch the event's board until the block ends, in ten browsers of each account."""
    stop = Event()
    path = f"/kegiatan/{event}/hitungan"
    cookies = [sign_in(port, *who) for who in accounts for _ in range(SIGN_INS if viewers else 0)]
    if viewers:
        _watch_first(port, path, cookies[0])
    seen = Watched()
    audience = [cookies[viewer % len(cookies)] for viewer in range(viewers)]
    hands = [
        Thread(target=_watch, args=(port, path, audience[hand::HANDS], seen, stop))
        for hand in range(HANDS if viewers else 0)
    ]
    for hand in hands:
        hand.start()
    try:
        yield seen
    finally:
        stop.set()
        for hand in hands:
            hand.join()
        seen.seconds = time.perf_counter() - seen.began


def _watch_first(port: int, path: str, cookie: str) -> None:
    """Let every process of the server have its templates ready, as it has minutes after its start."""
    for _ in range(20):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie})
        connection.getresponse().read()
        connection.close()


def _watch(port: int, path: str, cookies: Sequence[str], seen: Watched, stop: Event) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    tags = [""] * len(cookies)
    while not stop.is_set():
        for viewer, cookie in enumerate(cookies):
            began = time.perf_counter()
            connection.request(
                "GET", path, headers={**WANTED, "Cookie": cookie, "If-None-Match": tags[viewer]}
            )
            reply = connection.getresponse()
            reply.read()
            seen.times.append(time.perf_counter() - began)
            tags[viewer] = reply.headers.get("ETag", "")
            if reply.status not in (200, 304):
                seen.errors.append(str(reply.status))
            if stop.wait(max(0.0, PAUSE / len(cookies) - (time.perf_counter() - began))):
                break
    connection.close()


def sign_in(port: int, email: str, password: str) -> str:
    """Sign in as the page does; return the cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/masuk")
    page = connection.getresponse()
    token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page.read())
    assert token
    body = urlencode({"csrf_token": token[1].decode(), "email": email, "password": password})
    headers = {
        "Cookie": _cookie(page),
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{port}/masuk",
    }
    connection.request("POST", "/masuk", body, headers)
    reply = connection.getresponse()
    reply.read()
    connection.close()
    if reply.status != 302:
        raise RuntimeError(f"the viewer could not sign in: {reply.status}")
    return _cookie(reply)


def _cookie(reply: http.client.HTTPResponse) -> str:
    return str(reply.headers["Set-Cookie"]).partition(";")[0]
