"""What a page's HTML must keep to, whoever looks at it: a checker without a browser. Pure."""

from collections import Counter
from html.parser import HTMLParser

VOID = set("area base br col embed hr img input link meta source track wbr".split())
# Tags whose end may be left out; ours are written all the same, so only what ends wrongly is told.
NAMED_BY = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "list",
    "form",
)
ALONE = {"a": {"a", "button"}, "button": {"a", "button"}, "form": {"form"}, "label": {"label"}}
BLOCKS = set("div form h1 h2 h3 h4 ol p section table ul fieldset dl".split())


class Page(HTMLParser):
    """A parsed page: `title`, `lang`, and `faults`, each in a few words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.lang = "", ""
        self.faults: list[str] = []
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._wanted: set[tuple[str, str]] = set()
        self._count: Counter[str] = Counter()
        self.feed(text)
        self.close()
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag names and whether it may stand here."""
        given = dict(attrs)
        for name, times in Counter(name for name, _ in attrs).items():
            if times > 1:
                self.faults.append(f"<{tag}> says {name} twice")
        if identifier := given.get("id"):
            self._ids[identifier] += 1
        for name in NAMED_BY:
            for wanted in (given.get(name) or "").split():
                self._wanted.add((name, wanted))
        if tag == "html":
            self.lang = given.get("lang") or ""
        if tag == "img" and "alt" not in given:
            self.faults.append(f"<img> without alt: {given.get('src')}")
        self._count[tag] += 1
        for outer in ALONE.get(tag, ()):
            if outer in self._open:
                self.faults.append(f"<{tag}> within <{outer}>")
        if tag in BLOCKS and "p" in self._open:
            self.faults.append(f"<{tag}> within <p>")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take drawings' closed tags as they are."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Hold the end to the beginning."""
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> ends <{self._open[-1] if self._open else ''}>")
            if tag in self._open:
                while self._open.pop() != tag:
                    pass
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the title; a drawing has a title of its own."""
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data

    def _judge(self) -> None:
        self.faults += [f"id {one} twice" for one, times in self._ids.items() if times > 1]
        self.faults += [
            f"{name} names {wanted}, which is not here"
            for name, wanted in sorted(self._wanted)
            if wanted not in self._ids
        ]
        if self._count["h1"] != 1:
            self.faults.append(f"{self._count['h1']} h1")
        if self._open:
            self.faults.append(f"left open: {' '.join(self._open)}")
        self.title = " ".join(self.title.split())
        if not self.title or self.title.startswith("·"):
            self.faults.append("no title")
