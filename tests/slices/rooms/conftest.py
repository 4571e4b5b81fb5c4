from tests.slices.rooms.fixtures import another_house, house, store_url
from tests.support.loops import watchful_loop

__all__ = ["another_house", "house", "store_url", "watchful_loop"]
