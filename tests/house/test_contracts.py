"""The import contracts hold, and a planted violation breaks the one that guards against it."""

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = str(Path(sys.executable).with_name("lint-imports"))
SHELLS = set("api board cli feed forms jobs models queries runner service views".split())
IMPURE = {  # named for what they know, yet bound to a library or to rows; none imports Flask
    "checkin.accounts.passwords",
}


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


def test_every_module_named_for_what_it_knows_is_held_to_purity() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / "setup.cfg", encoding="utf-8")
    held = set(contracts["importlinter:contract:purity"]["source_modules"].split())
    features = contracts["importlinter:contract:inside"]["containers"].split()
    modules = {
        f"{feature}.{path.stem}"
        for feature in features
        for path in (ROOT / feature.replace(".", "/")).glob("*.py")
        if path.stem not in {*SHELLS, "__init__"}
    }
    assert modules - held - IMPURE == set()
