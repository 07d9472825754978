"""How gunicorn serves: a process for each core, threads for requests that wait on the disk."""

import multiprocessing

workers = min(multiprocessing.cpu_count(), 4)
threads = 8
worker_class = "gthread"
keepalive = 75
timeout = 120
graceful_timeout = 10
