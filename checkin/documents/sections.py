"""Print sections: pages that end with a table, whose rows are stacked below its head."""

from collections.abc import Sequence

from checkin.documents import native
from checkin.documents.bench import Bench
from checkin.documents.exemplars import pages as laid_pages
from checkin.documents.exemplars import stencils
from checkin.documents.markup import Section, Unit, Unstampable
from checkin.documents.stamp import Stamped, StampedPage

ROWS = "<!--rows-->"


def section_pages(bench: Bench, sections: Sequence[Section]) -> list[StampedPage]:
    """Return the pages, each stamped with its own art and its rows."""
    arts = stencils(bench.around("section", _alone, whole=True), [s.art for s in sections])
    hosts, tags = _hosts(sections)

    def among(exemplars: Sequence[tuple[Unit, str]]) -> str:
        """Put rows into tables like those that they come from."""
        shelves: dict[int, list[str]] = {}
        for unit, html in exemplars:
            row = f"{tags[unit.skeleton]}{html}</tbody>"
            shelves.setdefault(hosts[unit.skeleton], []).append(row)
        made = []
        for host, shelf in shelves.items():
            before, _, after = sections[host].art.html(holes=(ROWS,)).rpartition(ROWS)
            opening = before[: before.rindex("<tbody")]
            made.append(f"{opening}{''.join(shelf)}{after.removeprefix('</tbody>')}")
        return "".join(made)

    rows = [row for section in sections for _, row in section.rows]
    queue = iter(stencils(bench.around("row", among), rows))
    made = []
    for section, art in zip(sections, arts, strict=True):
        stamps = [Stamped(art, section.art.values, 0, 0)]
        x, y = art.holes[0]
        for _, row in section.rows:
            stencil = next(queue)
            stamps.append(Stamped(stencil, row.values, x - stencil.place[0], y - stencil.place[1]))
            y += stencil.size[1]
            if not native.stands_bare(stencil.spot.path):
                raise Unstampable("a table with a frame of its own")
        if y > native.bottom(art.spot.page):
            raise Unstampable("a section is more than a page")
        made.append(StampedPage(bench.page_size(art), stamps, bench.ink))
    return made


def plain_pages(bench: Bench, html: str) -> list[StampedPage]:
    """Return pages that repeat nothing, as they are laid out; only their numbers are stamped."""
    return [
        StampedPage(bench.page_size(art), [Stamped(art, (), 0, 0)], bench.ink)
        for art in laid_pages(bench.base, html, bench.lay_out)
    ]


def _alone(exemplars: Sequence[tuple[Unit, str]]) -> str:
    return "".join(html for _, html in exemplars)


def _hosts(sections: Sequence[Section]) -> tuple[dict[str, int], dict[str, str]]:
    """Return for each kind of row the section to lay it out in, the shortest, and its group's tag."""
    hosts: dict[str, int] = {}
    tags: dict[str, str] = {}
    shortest = sorted(range(len(sections)), key=lambda i: (len(sections[i].art.skeleton), i))
    for index in shortest:
        for tag, row in sections[index].rows:
            hosts.setdefault(row.skeleton, index)
            if tags.setdefault(row.skeleton, tag) != tag:
                raise Unstampable("one kind of row in groups of different looks")
    return hosts, tags
