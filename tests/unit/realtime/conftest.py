from tests.support.loops import watchful_loop

__all__ = ["watchful_loop"]
