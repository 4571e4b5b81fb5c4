from tests.processes.conftest import own_database_url
from tests.slices.rooms.fixtures import another_house, house, store_url

__all__ = ["another_house", "house", "own_database_url", "store_url"]
