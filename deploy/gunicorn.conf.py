"""How does gunicorn serve the office? Threads, behind a proxy that buffers slow clients where there is one."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "1"))
threads = 8
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108 # nosec B108 - memory, where a slow disk cannot stop the heartbeat
loglevel = "warning"
