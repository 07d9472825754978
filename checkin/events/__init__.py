"""Events, their checkpoints and gates, letterhead and signatory."""
