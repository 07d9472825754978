"""The import contracts hold, and a planted violation breaks the one that guards against it."""

import ast
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = str(Path(sys.executable).with_name("lint-imports"))
# Says what it does in terms of a draft that lives in a service; itself it knows no database.
EXCEPTED = {"checkin.demo.events"}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the copy in `tree`."""
    return subprocess.run(
        ["env", f"PYTHONPATH={tree}", "COLUMNS=200", LINT, "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the package with its contracts."""
    shutil.copytree(ROOT / "checkin", tmp_path / "checkin", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("people/models.py", "import checkin.scans.models", "Features import downwards only"),
        ("newcomer.py", "", "Features import downwards only"),
        ("scans/decide.py", "import sqlalchemy", "Pure modules stay pure"),
        ("events/service.py", "import flask", "No Flask below the views"),
        ("events/service.py", "import checkin.clock", "No Flask below the views"),
        ("events/models.py", "import checkin.events.service", "Inside a feature"),
    ],
)
def test_a_planted_violation_breaks(tree: Path, module: str, line: str, contract: str) -> None:
    with (tree / "checkin" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    result = lint(tree)
    assert result.returncode != 0
    broken = [text for text in result.stdout.splitlines() if text.rstrip().endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), result.stdout


def test_who_says_to_be_pure_is_held_to_it() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / "setup.cfg", encoding="utf-8")
    held = set(contracts["importlinter:contract:purity"]["source_modules"].split())
    promises = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "checkin").rglob("*.py")
        if re.search(r"\bPure\b", ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")
    }
    assert promises - held - EXCEPTED == set()
