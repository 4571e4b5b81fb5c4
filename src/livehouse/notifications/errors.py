"""What can be wrong with wishes and devices."""

from livehouse.kernel.errors import BadInput, Conflict


class PushEndpointRefused(BadInput):
    """The address is none of a push service that this server may send to."""

    code = "push_endpoint_refused"

    def __init__(self) -> None:
        super().__init__(
            "This is no address of a push service that can be reached from here. Switch notifications off and on "
            "again in this browser.",
            field="endpoint",
        )


class PushKeysInvalid(BadInput):
    """The keys of the subscription are not as RFC 8291 has them."""

    code = "push_keys_invalid"

    def __init__(self) -> None:
        super().__init__(
            "The keys of this subscription cannot be used. Switch notifications off and on again in this browser.",
            field="keys",
        )


class PushSwitchedOff(Conflict):
    """The operator of this platform has switched pushes off."""

    code = "push_switched_off"

    def __init__(self) -> None:
        super().__init__("This platform sends nothing to devices. What is new is under the bell.")
