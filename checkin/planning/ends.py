"""What is through of the end of an event, as lines of the checklist. Pure."""

from collections.abc import Iterable

from checkin.planning.checks import Check, Place, State
from checkin.planning.wrap import Ending, Wrap
from checkin.text import mark

_WALK = Place("planning.wrap_up", mark("Buka penutupan"))


def of_end(ending: Ending) -> Iterable[Check]:
    """Check what a closed event still lacks before it rests in the archive."""
    sayings = (
        (Wrap.PHONES, mark("Semua HP sudah mengirim pindaiannya."),
         mark("Ada HP yang belum diketahui kosong.")),
        (Wrap.CASES, mark("Semua temuan sudah diperiksa."),
         mark("Ada temuan yang belum diperiksa.")),
        (Wrap.LISTS, mark("Daftar final sudah dicetak."), mark("Daftar final belum dicetak.")),
        (Wrap.EXPORT, mark("Ekspor sudah diunduh."), mark("Ekspor belum diunduh.")),
    )  # fmt: skip
    for step, through, lacking in sayings:
        done = step in ending.done
        yield Check(
            key=step.value,
            state=State.READY if done else State.LOOK,
            said=through if done else lacking,
            where=_WALK,
        )
