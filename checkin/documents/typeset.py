"""Fill a template: the one Jinja environment of documents, sandboxed, strict, escaping everything."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from checkin import formats
from checkin.documents.markup import clean

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILTERS = ("clock", "day_date", "long_date", "moment", "number", "share", "zone_name")


def typeset(template: str, variables: Mapping[str, object]) -> str:
    """Return the template as HTML, without characters that print nothing or turn text around."""
    return clean(environment(TEMPLATES).get_template(template).render(variables))


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return the environment of a folder of templates."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in FILTERS:  # the same figure and the same minute stand on a page many times
        made.filters[name] = lru_cache(maxsize=4096)(getattr(formats, name))
    return made
