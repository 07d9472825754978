"""Care of the whole instance: backups made, looked at and put back; data keys changed."""
