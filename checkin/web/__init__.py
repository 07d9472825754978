"""Flask glue that every feature shares: access, error pages, text filters, the base form."""
