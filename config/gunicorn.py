"""How gunicorn serves the site: `gunicorn --config config/gunicorn.py config.wsgi`."""

import gc
import os
from pathlib import Path

_host = os.environ.get("HOST") or "127.0.0.1"
bind = f"[{_host}]:{os.environ.get('PORT') or 8000}" if ":" in _host else f"{_host}:{os.environ.get('PORT') or 8000}"

# Two processes for two cores; threads wait for the database while another computes. More gain nothing (measured).
worker_class = "gthread"
workers = int(os.environ.get("REDRESS_WEB_PROCESSES") or 2)
threads = int(os.environ.get("REDRESS_WEB_THREADS") or 4)
keepalive = 5  # seconds; the next page of a form often comes on the same connection
timeout = 60
graceful_timeout = 20

# The heartbeat file lives in memory where there is such a place: on a busy disk a write can outlast the time limit.
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108

# Far above what a browser sends, far below what hurts. Bodies are limited by the application (413).
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# Who the client is and whether it came by TLS is decided in one place, by the settings' count of trusted proxies.
# Gunicorn believes no forwarding header of its own accord.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

# Its own access log would write network addresses; the application logs requests without them.
accesslog = None
errorlog = "-"
loglevel = "error"  # its warnings quote what unreadable requests sent, and their addresses
control_socket_disable = True  # nobody steers it from outside the supervisor


def post_worker_init(worker: object) -> None:
    """What was loaded at the start stays for good, so the garbage collector need not walk it at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
