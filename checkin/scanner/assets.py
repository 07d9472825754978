"""List the files of the phone app and give their contents one name, the build.

The service worker keeps a whole build or none, so a phone never runs modules of two versions. Pure
but for reading the static folder; knows no Flask.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

# In the order in which a phone should fetch them; a pattern without a match is an error.
PATTERNS = (
    "scanner/scanner.css",
    "scanner/*.js",
    "scanner/*.png",
    "brand/mark.svg",
    "vendor/idb/index.js",
    "vendor/zxing-wasm/*.js",
    "vendor/zxing-wasm/reader/index.js",
    "vendor/zxing-wasm/reader/zxing_reader.wasm",
)
WORKER = "scanner/sw.js"
# Not loaded by the page itself: the workers' own, and the one that only holds types.
ELSEWHERE = {
    WORKER,
    *(f"scanner/{name}.js" for name in ("decoder", "native", "pixels", "reader", "treatments", "types")),
}


@dataclass(frozen=True, slots=True)
class Shell:
    """The files below static/ that the app needs offline, and the hash of all they contain."""

    files: tuple[str, ...]
    build: str


def list_modules(static: Path) -> list[str]:
    """Return the modules the page loads, so that it can name all at once and none waits for another."""
    found = sorted(path.relative_to(static).as_posix() for path in static.glob("scanner/*.js"))
    return [*(name for name in found if name not in ELSEWHERE), "vendor/idb/index.js"]


def read_shell(static: Path, page: str) -> Shell:
    """Return the app's files and a build name over them, the worker and the rendered `page`.

    Raises FileNotFoundError where a file is missing, for instance because npm's are not installed.
    """
    names: list[str] = []
    for pattern in PATTERNS:
        found = sorted(path.relative_to(static).as_posix() for path in static.glob(pattern))
        if not found:
            raise FileNotFoundError(f"static/{pattern}: run script/vendor")
        names.extend(name for name in found if name != WORKER)
    digest = hashlib.sha256(page.encode())
    for name in (WORKER, *names):
        digest.update(name.encode() + b"\0")
        digest.update((static / name).read_bytes())
    return Shell(tuple(names), digest.hexdigest()[:12])
