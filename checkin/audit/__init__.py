"""The audit log read, exported and verified; it is written by `accounts.service.record`."""
