"""Print sheets: pages cut from the document one by one, each with records on it."""

from collections.abc import Sequence

from checkin.documents.bench import Bench
from checkin.documents.exemplars import stencils
from checkin.documents.markup import Unit, Unstampable
from checkin.documents.stamp import Stamped, StampedPage


def sheet_pages(bench: Bench, pages: Sequence[Unit]) -> list[StampedPage]:
    """Return the pages, each stamped with its own art and its records."""
    records = [record for page in pages for record in page.inner]
    hosts: dict[str, Unit] = {}
    for page in pages:
        for record in page.inner:
            hosts.setdefault(record.skeleton, page)

    def among(exemplars: Sequence[tuple[Unit, str]]) -> str:
        """Put records on sheets like those that they come from."""
        shelves: dict[str, list[str]] = {}
        for unit, html in exemplars:
            shelves.setdefault(hosts[unit.skeleton].skeleton, []).append(html)
        made = []
        for skeleton, shelf in shelves.items():
            host = next(page for page in pages if page.skeleton == skeleton)
            room = len(host.inner)
            for start in range(0, len(shelf), room):
                made.append(host.html(holes=tuple(shelf[start : start + room])))
        return "".join(made)

    def alone(exemplars: Sequence[tuple[Unit, str]]) -> str:
        return "".join(html for _, html in exemplars)

    arts = stencils(bench.around("page", alone, whole=True), pages)
    badges = stencils(bench.around("record", among), records)
    queue = iter(badges)
    made = []
    for page, art in zip(pages, arts, strict=True):
        stamps = [Stamped(art, page.values, 0, 0)]
        if len(art.holes) != len(page.inner):
            raise Unstampable("a sheet lost a record")
        for (x, y), record in zip(art.holes, page.inner, strict=True):
            stencil = next(queue)
            stamps.append(
                Stamped(stencil, record.values, x - stencil.place[0], y - stencil.place[1])
            )
        made.append(StampedPage(bench.page_size(art), stamps, bench.ink))
    return made
