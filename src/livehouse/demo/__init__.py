"""`livehouse demo`: a platform full of life, to look at. Everything in it goes through the public doors."""

from livehouse.demo.stage import run_demo

__all__ = ["run_demo"]
