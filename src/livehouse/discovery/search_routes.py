"""HTTP in and out of the search."""

from typing import Annotated

from fastapi import APIRouter, Query

from livehouse.accounts import MaybeAccount
from livehouse.discovery.search import QueryTooLong, Search, SearchCursorInvalid, SearchKindUnknown
from livehouse.discovery.search_schemas import SearchResults
from livehouse.kernel.errors import TooFast
from livehouse.platform.http import ClientAddress
from livehouse.platform.openapi import error_responses


def search_router(search: Search) -> APIRouter:
    """The route of the search."""
    routes = APIRouter(tags=["search"])

    @routes.get(
        "/search",
        operation_id="search",
        summary="Find rooms, people, events, videos, replays and topics",
        responses=error_responses(QueryTooLong, SearchKindUnknown, SearchCursorInvalid, TooFast),
    )
    async def find(
        me: MaybeAccount,
        address: ClientAddress,
        q: Annotated[str, Query(description="What was typed, or is being typed.")] = "",
        kinds: Annotated[
            str | None,
            Query(description="Comma-separated: rooms, people, events, videos, replays, topics; all if left out."),
        ] = None,
        cursor: Annotated[str | None, Query(description="Where the page before ended; `kinds` must name one.")] = None,
    ) -> SearchResults:
        """What the one who asks may see. Beginnings of words are enough, typing errors are forgiven.

        Width, case, accents and kana make no difference; kanji are found by how they are read, and find what is written
        in kana. What has nothing in it to look for finds nothing.
        """
        account_id = None if me is None else me.account_id
        sections = None if kinds is None else kinds.split(",")
        found = await search.search(q, account_id, address=address, sections=sections, cursor=cursor)
        return SearchResults.model_validate(found)

    return routes
