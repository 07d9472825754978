"""List the files of the phone app and give their contents one name, the build.

The service worker keeps a whole build or none, so a phone never runs code of two versions. The page's
own modules travel as one script (`bundle`); the decoder's are a worker of their own. Pure but for reading
the static folder; knows no Flask.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from checkin.scanner.bundle import bundle

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
DECODER = {f"scanner/{name}.js" for name in ("decoder", "native", "pixels", "reader", "treatments")}
ENTRY = "scanner/main.js"
JOINED = ("scanner/", "vendor/idb/")


@dataclass(frozen=True, slots=True)
class Shell:
    """The app's script, the files below static/ that it needs offline, and the hash of all of it.

    `sums` are the script's and the files', as a browser checks them (Subresource Integrity).
    """

    script: str
    files: tuple[str, ...]
    build: str
    sums: tuple[str, ...]


def read_shell(static: Path, page: str) -> Shell:
    """Return the app with a build name over its files, the worker and the rendered `page`.

    Raises FileNotFoundError where a file is missing, for instance because npm's are not installed.
    """
    names: list[str] = []
    for pattern in PATTERNS:
        found = sorted(path.relative_to(static).as_posix() for path in static.glob(pattern))
        if not found:
            raise FileNotFoundError(f"static/{pattern}: run script/vendor")
        names.extend(name for name in found if name != WORKER)
    joined = [name for name in names if name.endswith(".js") and _is_joined(name)]
    script = bundle({name: (static / name).read_text("utf-8") for name in joined}, ENTRY)
    kept = [name for name in names if name not in joined]
    digest = hashlib.sha256(page.encode() + script.encode())
    sums = [_sum(script.encode())]
    for name in (WORKER, *kept):
        content = (static / name).read_bytes()
        digest.update(name.encode() + b"\0" + content)
        sums += [_sum(content)] if name != WORKER else []
    return Shell(script, tuple(kept), digest.hexdigest()[:12], tuple(sums))


def _sum(content: bytes) -> str:
    return f"sha256-{b64encode(hashlib.sha256(content).digest()).decode()}"


def _is_joined(name: str) -> bool:
    return name.startswith(JOINED) and name not in DECODER
