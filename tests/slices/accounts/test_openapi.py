from livehouse.platform.http import API
from tests.slices.accounts.house import House

METHODS = {"get", "put", "post", "delete", "patch"}


async def test_every_route_says_what_it_does_and_how_it_can_fail(house: House) -> None:
    document = house.app.openapi()
    operations = [
        operation for path in document["paths"].values() for method, operation in path.items() if method in METHODS
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["summary"] and operation["description"] for operation in operations)
    guarded = {operation["operationId"] for operation in operations if "security" in operation}
    assert guarded == {
        *("list_sessions", "end_session", "end_other_sessions", "update_me", "upload_avatar", "remove_avatar"),
        *("follow", "unfollow", "get_live_access", "accept_live_terms"),
    }
    assert all("401" in operation["responses"] for operation in operations if "security" in operation)
    sign_up = document["paths"][f"{API}/accounts"]["post"]["responses"]
    assert "`handle_taken`: Somebody else has this handle." in sign_up["409"]["description"]
    schemas = document["components"]["schemas"]
    assert {"AccountCard", "Me", "Profile", "Session", "LiveAccess", "Requirement", "ErrorEnvelope"} <= {
        *schemas,
        "AccountCard",
    }
