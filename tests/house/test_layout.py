"""Templates, static files and tests mirror the package folder for folder."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "checkin"
FEATURES = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
OF_NO_FEATURE = {
    "templates": set[str](),
    "static": {"brand", "vendor"},
    "tests": {"bench", "house", "journeys", "lighthouse", "migrations", "reliability", "vectors"},
}


def folders(path: Path) -> set[str]:
    """Return the names of the folders in `path` that hold something."""
    return {
        child.name
        for child in path.iterdir()
        if child.is_dir() and child.name != "__pycache__" and any(child.iterdir())
    }


@pytest.mark.parametrize("tree", OF_NO_FEATURE)
def test_folders_are_named_for_features(tree: str) -> None:
    assert folders(ROOT / tree) - FEATURES - OF_NO_FEATURE[tree] == set()


def test_no_module_is_named_for_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    found = {path.stem for path in PACKAGE.rglob("*.py")} & empty_names
    assert found == set()
