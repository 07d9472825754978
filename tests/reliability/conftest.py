"""Houses with an event and badges, on SQLite or, with TEST_DATABASE_URL, on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.bench.house import House
from tests.conftest import SERVER

Template = Callable[[str, int], House]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole servers run here: script/test does so on both databases."""
    for item in items:
        if "house" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Yield what makes a house with a demo event of so many people, once for each."""
    made: dict[tuple[str, int], House] = {}

    def make(event: str, people: int) -> House:
        if (event, people) not in made:
            folder = tmp_path_factory.mktemp(f"{event}-{people}")
            house = House(folder, SERVER, f"hall_{uuid4().hex[:10]}")
            house.create()
            house.run("demo", "--event", event, "--people", str(people), "--arrived", "0")
            made[event, people] = house
        return made[event, people]

    yield make
    for house in made.values():
        house.drop()


@pytest.fixture
def house(template: Template, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """Yield a house of this test's own: `@pytest.mark.parametrize("house", [(event, people)])`."""
    copy = template(*request.param).copy(tmp_path / "house", f"hall_{uuid4().hex[:10]}")
    yield copy
    copy.drop()
