"""What can be wrong with a request for a feed, or with weights."""

from livehouse.kernel.errors import BadInput, Conflict


class FeedCursorInvalid(BadInput):
    """The cursor is none that this feed gave this person today."""

    code = "feed_cursor_invalid"

    def __init__(self) -> None:
        super().__init__("This part of the list is not to be had any more. Begin again at its top.", field="cursor")


class WeightInvalid(BadInput):
    """A weight is outside its limits, or there is none of this name."""

    code = "weight_invalid"


class WeightsChanged(Conflict):
    """Somebody else changed the weights meanwhile."""

    code = "weights_changed"

    def __init__(self, version: int) -> None:
        super().__init__(
            "Another operator changed the weights meanwhile. Look at what they are now, then make your change again.",
            version=version,
        )
