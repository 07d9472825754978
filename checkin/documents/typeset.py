"""Fill a template: the one Jinja environment of documents, sandboxed, strict, escaping everything."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from checkin import formats
from checkin.documents.markup import clean

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILTERS = ("clock", "day_date", "long_date", "moment", "number", "share", "zone_name")


def typeset(template: str, variables: Mapping[str, object]) -> str:
    """Return the template as HTML, without characters that print nothing or turn text around."""
    return clean(environment(TEMPLATES).get_template(template).render(variables))


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which remembers its judgement: it depends on nothing but type and name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may read this attribute."""
        key = (type(obj), attr)
        safe = self._judged.get(key)
        if safe is None or isinstance(obj, type):
            safe = self._judged[key] = super().is_safe_attribute(obj, attr, value)
        return safe


@cache
def environment(folder: Path) -> Sandbox:
    """Return the environment of a folder of templates."""
    made = Sandbox(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in FILTERS:  # the same figure and the same minute stand on a page many times
        made.filters[name] = lru_cache(maxsize=4096)(getattr(formats, name))
    return made
