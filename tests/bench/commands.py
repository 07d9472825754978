"""Run `checkin` commands one after the other in this process and print the seconds each took, as JSON.

The first is cold (its libraries load inside it), a repeated one is warm. A process of its own, so that
the peak memory is of these commands only.
"""

import io
import json
import resource
import sys
import time
from contextlib import redirect_stdout

from checkin.app import create_app
from checkin.cli import group


def main(lines: list[list[str]]) -> None:
    """Run each line of arguments."""
    seconds = []
    for line in lines:
        began = time.perf_counter()
        with redirect_stdout(io.StringIO()):
            try:
                group.main(line, obj=create_app, standalone_mode=False)
            except SystemExit as stop:
                if stop.code not in (0, 1, None):
                    raise
        seconds.append(round(time.perf_counter() - began, 3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
