"""The heart: what was read at a gate and what it meant."""
