"""How gunicorn serves: a process for each core, threads for requests that wait on the disk."""

import ctypes
import multiprocessing
import platform

workers = min(multiprocessing.cpu_count(), 4)
control_socket_disable = True
threads = 12  # most wait: for a commit that another thread makes for them, or for the disk
preload_app = True  # one import for all processes: starts sooner, shares memory
worker_class = "gthread"
keepalive = 75
timeout = 120
graceful_timeout = 10

if platform.libc_ver()[0] == "glibc":
    # A heap for each thread would hold on to what each once needed.
    M_ARENA_MAX = -8
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
