"""The demo's own pictures and sound."""
