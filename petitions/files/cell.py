"""How is a file looked at where it can hurt nobody? In a process of its own: no keys, no database, 256 MB, five seconds of the processor."""

import json
import os
import signal
import subprocess
import sys
import tempfile

from django.conf import settings

from petitions.inspection.refusal import COSTLY, UNREADABLE, Copy, Seen

LONGEST = 60  # seconds by the wall clock, on a machine that does other things too
OUT_OF_LIMITS = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ}


def inspect(handle, content_type) -> tuple[str, Seen]:
    """("", what is safe to show), or the code of why the file is held back. `handle`: a real file, open for reading."""
    command = [sys.executable, "-s", "-E", "-m", "petitions.inspection", content_type]
    handle.seek(0)
    with tempfile.TemporaryFile() as target:
        try:
            done = subprocess.run(  # nosec B603: our own words alone
                command, stdin=handle, stdout=target, stderr=subprocess.DEVNULL, cwd=settings.BASE_DIR, timeout=LONGEST,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return COSTLY, Seen([])
        if done.returncode:
            return COSTLY if done.returncode in OUT_OF_LIMITS else UNREADABLE, Seen([])
        target.seek(0)
        told = json.loads(target.readline())
        copies = [Copy(copy["content_type"], target.read(copy["size"])) for copy in told["copies"]]
    return told["reason"], Seen(copies, told["pages"])
