"""Money, and whether somebody may do something with it, as the OpenAPI document shows them."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from livehouse.kernel import money


class Money(BaseModel):
    """An amount of money in whole minor units: 1,099 of USD (two digits) are $10.99, 1,099 of JPY (none) ¥1,099."""

    currency: str = Field(description="ISO 4217, three capital letters.")
    amount: int = Field(description="In minor units, never a fraction.")
    digits: int = Field(description="How many digits of the amount follow the point: 0, 2 or 3.")

    @classmethod
    def of(cls, amount: money.Money) -> "Money":
        """The body that tells of `amount`."""
        return cls(currency=amount.currency, amount=amount.amount, digits=money.digits_of(amount.currency))


class Allowed(BaseModel):
    """Whether somebody may do it now, and why not."""

    model_config = ConfigDict(from_attributes=True)

    allowed: bool
    code: str | None = Field(description="The code of the error that trying would give; null if it is allowed.")
    message: str | None = Field(description="A sentence for the person that says what to do.")
    on: date | None = Field(description="The day (UTC) from which it may be allowed, where that is known.")
