"""How pillar types are told apart: by colour, by label, by signs that black ink keeps. Pure."""

from dataclasses import dataclass

PATTERNS = ("solid", "double", "dashed", "dotted")
FRAMES = ("filled", "outlined", "flanked")


@dataclass(frozen=True, slots=True)
class PillarLook:
    """How a pillar type looks; `position` in the event's order picks its pattern, then its frame."""

    label: str
    color: str
    position: int

    @property
    def ink(self) -> str:
        """Black on a band without a filling; else white wherever it stands out by 3:1 (WCAG, large type)."""
        if self.frame != "filled":
            return "#000000"
        channels = (int(self.color[start : start + 2], 16) / 255 for start in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return "#000000" if luminance > 0.3 else "#ffffff"

    @property
    def pattern(self) -> str:
        """The line under the band, a CSS border style."""
        return PATTERNS[self.position % len(PATTERNS)]

    @property
    def frame(self) -> str:
        """How the band is drawn: filled for the first four types, then outlined, then flanked by bars."""
        return FRAMES[self.position // len(PATTERNS) % len(FRAMES)]


SPARE_LOOK = PillarLook("Cadangan", "#343a40", 3)
