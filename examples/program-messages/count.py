"""Counts to `to`: what a script looks like that tells Drover how it is doing."""

import os

from drover_messages import RunFailed, artifacts_folder, log, progress, run_flow, step


def main(params):
    to = params.get("to", 3)
    if to < 1:
        raise RunFailed("BUSINESS", "there is nothing to count")
    with step("count", "Counting", {"to": to}) as found:
        for n in range(1, to + 1):
            log(n)
            progress(n / to, f"{n} of {to}")
        found["last"] = to
    with open(os.path.join(artifacts_folder(), "count.txt"), "w", encoding="utf-8") as file:
        file.write(f"{to}\n")
    return {"last": to}


run_flow(main)
