"""Letters by SMTP, where the office has set up a server and the reader an address."""
