"""Which steps of an event's life the overview offers. Pure."""

from checkin.events.stages import STEPS, Stage, Step
from checkin.planning.facts import Facts


def offered(facts: Facts) -> tuple[Step, ...]:
    """Return the steps that would be taken now: over scans there is no way back, nor a rehearsal."""
    stage = facts.stage
    steps = STEPS[stage]
    if not facts.scans or stage not in (Stage.DRAFT, Stage.OPEN, Stage.RUNNING):
        return steps
    return tuple(s for s in steps if not s.is_back and s.to is not Stage.REHEARSAL)
