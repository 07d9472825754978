"""A house to measure: its database, its gunicorn, its commands; each in processes of their own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


class House:
    """An installation in a folder of its own, on SQLite or on a PostgreSQL server."""

    def __init__(self, folder: Path, server: str | None = None, name: str = "bench") -> None:
        """Keep keys and SQLite file in `folder`; use the database `name` of `server` where given."""
        self.folder = folder
        self.server = server
        self.name = name
        folder.mkdir(parents=True, exist_ok=True)
        if server:
            self.url = make_url(server).set(database=name).render_as_string(hide_password=False)
        else:
            self.url = f"sqlite:///{folder / 'checkin.db'}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the processes of this house find in their environment."""
        return {
            **os.environ,
            "CHECKIN_INSTANCE_DIR": str(self.folder),
            "CHECKIN_DATABASE_URL": self.url,
            "CHECKIN_PUBLIC_URL": "http://127.0.0.1",
        }

    def create(self) -> None:
        """Make the database and bring it to the newest schema."""
        if self.server:
            self._on_server(f"CREATE DATABASE {self.name}")
        self.run("db", "upgrade")

    def copy(self, folder: Path, name: str) -> "House":
        """Return a copy with the same keys and the same rows."""
        shutil.copytree(self.folder, folder)
        house = House(folder, self.server, name)
        if self.server:
            self._on_server(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        return house

    def drop(self) -> None:
        """Remove database and folder."""
        if self.server:
            self._on_server(f"DROP DATABASE {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder)

    def run(self, *arguments: str) -> str:
        """Run a `checkin` command in a process of its own; return what it prints."""
        done = subprocess.run(
            [BIN / "checkin", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode > 1 or "Traceback" in done.stderr:
            raise RuntimeError(f"checkin {' '.join(arguments)}: {done.stderr[-1500:]}")
        return done.stdout

    def measure(self, *lines: list[str]) -> dict[str, Any]:
        """Run commands one after the other in one process; return seconds of each and its peak memory."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.commands", json.dumps(lines)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{lines}: {done.stderr[-1500:]}")
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def rows(self, query: str) -> list[Any]:
        """Return the rows of a query, each as a tuple."""
        engine = create_engine(self.url)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query))]
        engine.dispose()
        return found

    @contextmanager
    def served(self) -> Iterator["Served"]:
        """Serve through gunicorn on a free port, exactly as script/server does."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [BIN / "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "error", "wsgi:app"],
            cwd=ROOT,
            env=self.environment,
        )
        try:
            _await(port, process)
            yield Served(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)

    def _on_server(self, statement: str) -> None:
        engine = create_engine(self.server or "", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


class Served:
    """A running gunicorn."""

    def __init__(self, port: int, pid: int) -> None:
        """Know the port and the process that leads the workers."""
        self.port = port
        self._pid = pid

    def worker_memory_mib(self) -> int:
        """Return the resident memory of the largest worker in MiB."""
        return max(_resident_kib(child) for child in self.workers()) // 1024

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        return [int(child) for child in children]


def _resident_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("gunicorn did not start")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn did not answer within 30 s")
