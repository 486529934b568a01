"""Tells Drover how a run is doing: one line on standard output per message, `::drover::` followed by JSON.

Everything else that a program prints is its log. Programs that never use this work just as well.
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
    line = "::drover::" + json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def log(text):
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def step(id, name, input=None):
    """One step of the run. Put what it found into the dict that `with` gives; it becomes the step's output."""
    start = {"step": "start", "id": id, "name": name}
    if input is not None:
        start["input"] = input
    send(start)
    found = {}
    try:
        yield found
    except Exception as error:
        send({"step": "end", "id": id, "name": name, "error": str(error)})
        raise
    send({"step": "end", "id": id, "name": name, "output": found})


def progress(part, note):
    """How much is done, from 0 to 1, and a word about it."""
    send({"progress": round(part, 3), "note": note})


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
    send({"output": output})
