"""Tells Drover how a run is doing: one line on standard output per message, `::drover::` followed by JSON.

Needs nothing but Python 3.7: copy this file beside your script. Everything else that a program prints is its log.
"""

import json
import os
import sys
from contextlib import contextmanager


class RunFailed(Exception):
    """Ends the run with an error class that Drover has a rule for.

    `type` is LOGIN_EXPIRED, CAPTCHA, RISK_CONTROL, PAGE_CHANGED, BUSINESS, TRANSIENT or NODE.
    """

    def __init__(self, type, message):
        super().__init__(message)
        self.type = type


def send(message):
    """Writes one message."""
    line = "::drover::" + json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def log(text):
    """Writes a line of the run's log."""
    sys.stdout.buffer.write(str(text).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def step(id, name=None, input=None):
    """One step of the run. Put what it found into the dict that `with` gives; it becomes the step's output."""
    start = {"step": "start", "id": id, "name": name or id}
    if input is not None:
        start["input"] = input
    send(start)
    found = {}
    try:
        yield found
    except Exception as error:
        send({"step": "end", "id": id, "name": name or id, "error": str(error)})
        raise
    send({"step": "end", "id": id, "name": name or id, "output": found})


def progress(part, note=None):
    """How much is done, from 0 to 1, and a word about it."""
    send({"progress": round(part, 3), "note": note})


def artifact(path):
    """Keeps a file with the run. What lies in `artifacts_folder()` at the end is kept anyway."""
    send({"artifact": str(path)})


def artifacts_folder():
    """The folder whose files are kept with the run; outside of Drover the working folder."""
    return os.environ.get("DROVER_ARTIFACTS_DIR") or "."


def read_params():
    """The run's parameters; without DROVER_PARAMS_FILE there are none."""
    path = os.environ.get("DROVER_PARAMS_FILE")
    if not path:
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def run_flow(main):
    """Runs `main(params)` and reports what it returns as the output, or how it failed (exit code 1)."""
    try:
        output = main(read_params())
    except RunFailed as error:
        send({"error": {"type": error.type, "message": str(error)}})
        print(f"{error.type}: {error}", file=sys.stderr)
        sys.exit(1)
    send({"output": output or {}})
