"""Many damaged files in a row, each looked at by a fork of its own: does the inspection always come to an answer, within its limits?

`python -m tests.uploads.mutating 10000` prints one line of JSON: how many, what became of them, and the largest memory and the longest time of one.
"""

import io
import json
import os
import random
import resource
import sys
import time
import warnings
from collections import Counter

from petitions.inspection.__main__ import LIMITS, answer
from petitions.inspection.kinds import type_of

from .hostile import SEED, mutations


def look(content):
    """In the child; the answer is its exit code's business alone: 0 an answer, 1 an error of ours."""
    for what, most in LIMITS.items():
        if what != resource.RLIMIT_NPROC:
            resource.setrlimit(what, (most, most))
    try:
        content_type = type_of(io.BytesIO(content))
        reason = answer(io.BytesIO(content), content_type)[0] if content_type else "DOOR"
    except BaseException:
        os._exit(1)
    os._exit({"DOOR": 10, "": 11}.get(reason, 12))


def run(number):
    told, most, longest = Counter(), 0, 0.0
    for attack in mutations(random.Random(SEED), number):
        began = time.monotonic()
        child = os.fork()
        if not child:
            look(attack.content)
        _child, status, used = os.wait4(child, 0)
        code = os.waitstatus_to_exitcode(status)
        told[{10: "refused", 11: "shown", 12: "held back"}.get(code, "killed" if code < 0 else "error")] += 1
        most, longest = max(most, used.ru_maxrss), max(longest, time.monotonic() - began)
    return {"files": number, **told, "largest_mb": round(most / 1024), "longest_s": round(longest, 2)}


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # a damaged picture is what this is about
    sys.stdout.write(json.dumps(run(int(sys.argv[1]))) + "\n")
