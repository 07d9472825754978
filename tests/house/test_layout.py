"""Templates, static files and tests mirror the package folder for folder."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "checkin"
FEATURES = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
OF_NO_FEATURE = {
    "templates": set[str](),
    "static": {"brand", "vendor"},
    "tests": {"bench", "house", "journeys", "migrations", "vectors"},
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


def test_a_test_module_is_named_for_what_it_tests() -> None:
    strays = [
        str(path.relative_to(ROOT))
        for feature in FEATURES
        for path in (ROOT / "tests" / feature).glob("test_*.py")
        if not names_a_module(path, PACKAGE / feature)
    ]
    assert strays == []


def names_a_module(test: Path, package: Path) -> bool:
    """`test_plan.py` and `test_plan_of_messy_files.py` both test `plan.py`."""
    name = test.stem.removeprefix("test_")
    modules = {path.stem for path in package.iterdir()} - {"__init__"}
    return any(name == module or name.startswith(f"{module}_") for module in modules)


def test_no_module_is_named_for_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    found = {path.stem for path in PACKAGE.rglob("*.py")} & empty_names
    assert found == set()
