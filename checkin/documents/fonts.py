"""Where the fonts of documents lie: bundled with the front-end files, embedded in every PDF."""

from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
FONTS = STATIC / "vendor" / "fonts"
REGULAR = "LiberationSans-Regular.ttf"
BOLD = "LiberationSans-Bold.ttf"
