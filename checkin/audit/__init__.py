"""The audit log read: its pages, its export, and the check that its chain is whole."""
