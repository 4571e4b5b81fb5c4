"""Livehouse: a LIVE platform that people run for themselves."""

__version__ = "0.1.0"
