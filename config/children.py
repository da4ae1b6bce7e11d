"""How do the web server and the worker live with their launcher, and die with it?"""

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress

from config.embedded import BASE_DIR

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


class Child:
    """A process of ours: dies with us, and remembers when it died."""

    def __init__(self, name, command, environ):
        self.name, self.command, self.environ = name, command, environ
        self.process, self.died = None, []

    def start(self):
        self.kill()  # what a killed master left behind: a second clock, an old page
        # In a session of its own, so that Ctrl-C at the terminal reaches only the launcher.
        self.process = subprocess.Popen(
            self.command,
            cwd=BASE_DIR,
            env=self.environ,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - the launcher has no threads
        )

    def lives(self):
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self):
        """The master alone, which lets its own children finish."""
        if self.lives():
            self.process.terminate()

    def kill(self):
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def deaths(self):
        self.died = [moment for moment in self.died if time.monotonic() - moment < 60]
        return self.died


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def environment(role, **more):
    """What a child may know: its own role's database, never another's."""
    others = {"DATABASE_OWNER_URL", "DATABASE_WORKER_URL"} - {f"DATABASE_{role.upper()}_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in others}
    return kept | {"DATABASE_ROLE": role, "PYTHONUNBUFFERED": "1"} | more
