"""Answers every upload of the corpus in a process with a limit on its memory; prints seconds and peak as JSON."""

import json
import resource
import sys
import time

from portal.app import create_app
from portal.settings import Settings
from tests.batch import sending
from tests.batch.uploads import UPLOADS


def main() -> None:
    """Make each upload, then limit what may still be taken, then answer."""
    instance, most = sys.argv[1], int(sys.argv[2])
    environment = {"PORTAL_INSTANCE": instance, "PORTAL_TESTING": "1", "PORTAL_TODAY": "2026-11-22"}
    app = create_app(Settings.from_environment(environment))
    app.extensions["watcher"].stop()
    client = app.test_client()
    uploads = {name: upload.make() for name, upload in UPLOADS.items()}
    seconds, peak = {}, 0
    for name, data in uploads.items():
        reset_peak()
        started = time.process_time()
        answer = sending.post(client, "/en/verify/batch", file=data)
        seconds[name] = time.process_time() - started
        if answer.status_code >= 500:
            sys.exit(f"{name}: {answer.status}")
        peak = max(peak, high_water())
        if peak > most:
            sys.exit(f"{name}: {peak / 2**20:.0f} MB")
    print(json.dumps({"seconds": seconds, "peak": peak}))


def reset_peak() -> None:
    """Forget the highest memory so far (Linux, proc(5))."""
    with open("/proc/self/clear_refs", "w") as file:  # noqa: PTH123
        file.write("5")


def high_water() -> int:
    """Give the highest memory since then, in bytes."""
    with open("/proc/self/status") as file:  # noqa: PTH123
        found = next(line for line in file if line.startswith("VmHWM"))
    return int(found.split()[1]) * 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (240, 240))
    main()
