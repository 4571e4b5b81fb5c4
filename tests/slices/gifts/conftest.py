from tests.slices.gifts.gift_fixtures import another_gift_house, gift_house
from tests.slices.rooms.fixtures import another_house, house, store_url

__all__ = ["another_gift_house", "another_house", "gift_house", "house", "store_url"]
