"""Some things have one home: the clock, the environment, the commit. And one word each."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "checkin"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 200
LONGEST_FUNCTION = 60
WORDS = re.compile(r"(?<![a-z])(guest|ticket|booking|attendee)s?(?![a-z])", re.IGNORECASE)
OURS = (".ci", "checkin", "docs", "migrations", "script", "static", "templates", "tests")
NOT_OURS = {"vendor", "__pycache__"}
ADDRESSES = ("py" + "pi.org", "npm" + "js.org", "pythonhosted" + ".org", "debian" + ".org/debian")


def kept(*suffixes: str) -> Iterator[Path]:
    """Yield the files that are ours, of every kind or of these."""
    own = [ROOT / name for name in OURS if (ROOT / name).exists()]
    for path in [child for child in ROOT.iterdir() if child.is_file()] + own:
        for file in [path] if path.is_file() else path.rglob("*"):
            wanted = not suffixes or file.suffix in suffixes
            if wanted and file.is_file() and not NOT_OURS & set(file.parts):
                yield file


def attributes(path: Path) -> Iterator[str]:
    """Yield `owner.name` of every attribute that the module at `path` uses."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            yield f"{name}.{node.attr}"


@pytest.mark.parametrize(
    ("pattern", "homes"),
    [
        (r".*\.commit$", {"db.py", "cli.py"}),  # cli: the migration runner has no session
        (r"(datetime|date)\.(now|utcnow|today)$|^time\.time$", {"clock.py"}),
        (r"os\.(environ|getenv)$", {"settings.py"}),
    ],
)
def test_has_one_home(pattern: str, homes: set[str]) -> None:
    strays = {
        f"{path.relative_to(PACKAGE)}: {attribute}"
        for path in MODULES
        if str(path.relative_to(PACKAGE)) not in homes
        for attribute in attributes(path)
        if re.match(pattern, attribute)
    }
    assert strays == set()


def test_every_module_says_what_it_does() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_modules_and_functions_stay_small() -> None:
    large = []
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        lines = sum(1 for line in text.splitlines() if line.strip())
        if lines > LONGEST_MODULE:
            large.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    large.append(f"{name}: {node.name} has {length} lines")
    assert large == []


def test_one_word_for_one_thing() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in kept(".py", ".html", ".js")
        if "tests" not in path.parts and "script" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := WORDS.search(line))
    ]
    assert found == []


def test_no_file_names_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)} names {address}"
        for path in kept()
        for address in ADDRESSES
        if address.encode() in path.read_bytes()
    ]
    assert found == []
