"""The bodies of requests and responses about suspicious flows, as the OpenAPI document shows them."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from livehouse import accounts
from livehouse.accounts import AccountCardSchema
from livehouse.gifts import flows_model as model
from livehouse.gifts.flows import FlowPage
from livehouse.gifts.flows_model import FlowAct, FlowKind, FlowPart, FlowState

Cards = Mapping[str, accounts.AccountCard]


def _card(account_id: str | None, cards: Cards) -> AccountCardSchema | None:
    card = None if account_id is None else cards.get(account_id)
    return None if card is None else AccountCardSchema.model_validate(card)


class FlowAccount(BaseModel):
    """Somebody who takes part."""

    account: AccountCardSchema
    part: FlowPart = Field(description="`member` of a ring; else `sender` or `recipient`.")


class FlowReason(BaseModel):
    """Why it was found."""

    code: FlowKind
    message: str = Field(description="A sentence for operators, in English.")
    numbers: dict[str, int] = Field(
        description="What the sentence is made of. `ring`: `members`, `coins`, `days`, `returned_percent`, "
        "`inside_percent`. `burst`: `coins`, `minutes`, `usual_coins`, `senders`, `fresh_senders`, `fresh_days`, "
        "`fresh_percent`, `fresh_median_coins`. `new_payers`: `payers`, `coins`, `days`, `to_host_percent`, "
        "`of_host_percent`."
    )


class Flow(BaseModel):
    """A finding. It accuses nobody; an operator looks and decides."""

    id: str
    kind: FlowKind = Field(
        description="`ring` (value comes back over two to four accounts), `burst` (ten minutes that stand out, from "
        "fresh accounts) or `new_payers` (several first-time payers who give to hardly anybody else)."
    )
    state: FlowState
    accounts: list[FlowAccount] = Field(description="Who takes part, those with the most coins first; 24 at most.")
    coins: int
    diamonds: int = Field(description="What these coins made for the recipients.")
    since: datetime
    until: datetime
    reason: FlowReason
    found_at: datetime
    updated_at: datetime = Field(description="When it was seen last.")
    decided_at: datetime | None
    decided_by: AccountCardSchema | None = Field(
        description="Who decided last; null if nobody did. An open finding that has one was dismissed, and has grown."
    )
    note: str | None = Field(description="The reason that was given for the last decision.")

    @classmethod
    def of(cls, flow: model.Flow, cards: Cards) -> "Flow":
        """The body that shows a finding. Who has left the platform for good has no card and is left out."""
        return cls(
            id=flow.id,
            kind=flow.kind,
            state=flow.state,
            accounts=[
                FlowAccount(account=card, part=part)
                for account_id, part in flow.accounts.items()
                if (card := _card(account_id, cards)) is not None
            ],
            coins=flow.coins,
            diamonds=flow.diamonds,
            since=flow.since,
            until=flow.until,
            reason=FlowReason(
                code=flow.kind, message=model.reason_of(flow.kind, flow.numbers), numbers=dict(flow.numbers)
            ),
            found_at=flow.found_at,
            updated_at=flow.updated_at,
            decided_at=flow.decided_at,
            decided_by=_card(flow.decided_by, cards),
            note=flow.note,
        )


class FlowList(BaseModel):
    """Findings, newest first."""

    flows: list[Flow]
    next_before: str | None = Field(description="For `before`; null at the end.")

    @classmethod
    def of(cls, page: FlowPage, cards: Cards) -> "FlowList":
        """The body that lists findings."""
        return cls(flows=[Flow.of(flow, cards) for flow in page.flows], next_before=page.next_before)


class FlowGift(BaseModel):
    """What one gave another in all, within a finding."""

    sender_id: str
    recipient_id: str
    coins: int
    gifts: int = Field(description="How many there were; 5 of one kind sent together are 5.")

    @classmethod
    def of(cls, given: model.Given) -> "FlowGift":
        """The body that shows it."""
        return cls(sender_id=given.sender_id, recipient_id=given.recipient_id, coins=given.coins, gifts=given.gifts)


class FlowGifts(BaseModel):
    """Who gave whom in a finding."""

    gifts: list[FlowGift] = Field(description="Between those who are named in it, most coins first; 100 at most.")


class FlowDecisionForm(BaseModel):
    """What an operator decides on a finding."""

    model_config = ConfigDict(extra="forbid")

    act: FlowAct = Field(
        description="`dismiss`: found again only when it has grown considerably. `freeze`: nobody named in it buys, "
        "sends or withdraws until `unfreeze`, and nothing is lost."
    )
    reason: str = Field(description="It stays in the operators' log.")
