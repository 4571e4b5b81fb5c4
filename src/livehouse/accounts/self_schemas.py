"""The bodies of requests and responses about one's own account, as the OpenAPI document shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts.schemas import Form


class ConfirmationForm(Form):
    """The token from the link in a mail."""

    token: str


class ConfirmedEmail(BaseModel):
    """An address that is its owner's."""

    email: str


class EmailForm(Form):
    """Another e-mail address."""

    email: str
    password: str = Field(description="The present one.")


class ResetForm(Form):
    """Who has forgotten the password."""

    login: str = Field(description="Handle or e-mail address.")


class NewPasswordForm(Form):
    """The password to sign in with from now on."""

    password: str


class PasswordForm(Form):
    """Another password."""

    old: str = Field(description="The present one.")
    new: str


class HandleForm(Form):
    """Another handle."""

    handle: str


class BirthDateForm(Form):
    """Another birth date."""

    birth_date: Annotated[str, Field(json_schema_extra={"format": "date"}, description="YYYY-MM-DD.")]


class RegionForm(Form):
    """Another region."""

    region: str = Field(description="ISO 3166-1 alpha-2; the present one takes back what was asked before.")


class DeletionForm(Form):
    """The present password, so that nobody else deletes an account."""

    password: str


class Deletion(BaseModel):
    """When an account will be gone."""

    deletion_at: datetime = Field(description="Signing in before then takes it back.")


class PasskeyOptions(BaseModel):
    """What the browser hands to `navigator.credentials` as `publicKey`."""

    public_key: dict[str, Any] = Field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`; bytes "
        "are in URL-safe base 64."
    )


class PasskeyForm(Form):
    """What the authenticator made."""

    credential: dict[str, Any] = Field(description="The credential's `toJSON()`.")
    name: str | None = Field(None, description="What to call it; the device if left out.")


class PasskeySignInForm(Form):
    """What the authenticator signed."""

    credential: dict[str, Any] = Field(description="The credential's `toJSON()`.")


class PasskeyNameForm(Form):
    """What to call a passkey."""

    name: str


class Passkey(BaseModel):
    """A key that signs its owner in."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeyList(BaseModel):
    """The account's passkeys, the oldest first."""

    passkeys: list[Passkey]


class Mail(BaseModel):
    """A mail that nobody carries away."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    to: str
    subject: str
    text: str
    written_at: datetime


class Outbox(BaseModel):
    """The newest mails, the newest first."""

    mails: list[Mail]
