"""Badge codes, their QR and the printed badges."""
