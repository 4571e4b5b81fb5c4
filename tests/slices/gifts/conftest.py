from tests.slices.rooms.fixtures import another_house, house, store_url

__all__ = ["another_house", "house", "store_url"]
