"""Sharing: links that know what came of them, embedded players, and what other sites are told. All others may use."""

from livehouse.sharing import tables as _tables  # noqa: F401  # a migration must see them
from livehouse.sharing.first_view import draw_first_view, head_lines
from livehouse.sharing.model import Address, Embedding, Kind, NoSuchThing, Way, read_path
from livehouse.sharing.page_template import data_element, fill_page, preload_lines
from livehouse.sharing.player_pages import PlayerPages
from livehouse.sharing.routes import oembed_router, router, sitemap_router
from livehouse.sharing.service import Sharing
from livehouse.sharing.things import Thing

__all__ = [
    "Address",
    "Embedding",
    "Kind",
    "NoSuchThing",
    "PlayerPages",
    "Sharing",
    "Thing",
    "Way",
    "data_element",
    "draw_first_view",
    "fill_page",
    "head_lines",
    "oembed_router",
    "preload_lines",
    "read_path",
    "router",
    "sitemap_router",
]
