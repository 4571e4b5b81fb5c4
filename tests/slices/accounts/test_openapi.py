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
    # Everything that is not on this list asks who one is.
    assert {operation["operationId"] for operation in operations if "security" not in operation} == {
        *("sign_up", "sign_in", "sign_out", "begin_passkey_sign_in", "sign_in_with_passkey", "get_me"),
        *("confirm_email", "ask_password_reset", "reset_password", "get_outbox"),
        *("check_handle", "get_profile", "list_followers", "list_following", "get_avatar"),
    }
    assert all("401" in operation["responses"] for operation in operations if "security" in operation)
    sign_up = document["paths"][f"{API}/accounts"]["post"]["responses"]
    assert "`handle_taken`: Somebody else has this handle." in sign_up["409"]["description"]
    schemas = document["components"]["schemas"]
    assert {"AccountCard", "Me", "Profile", "Session", "LiveAccess", "Requirement", "ErrorEnvelope"} <= {
        *schemas,
        "AccountCard",
    }
