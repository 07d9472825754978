"""Background work with progress: a row for each job, a worker that does it, a page that shows it."""
