"""HTTP in and out of notifications."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from livehouse.accounts import CurrentAccount
from livehouse.kernel.errors import BadCursor, BadInput, NotSignedIn, TooFast
from livehouse.kernel.zones import UnknownZone
from livehouse.notifications import schemas
from livehouse.notifications.devices import Devices
from livehouse.notifications.errors import PushEndpointRefused, PushKeysInvalid, PushSwitchedOff
from livehouse.notifications.model import SWITCHES, Ways, Wishes
from livehouse.notifications.service import Notifications
from livehouse.notifications.wishes import WishList
from livehouse.platform.openapi import error_responses

Cursor = Annotated[str | None, Query(max_length=64, description="`next_cursor` of the part before.")]


def router(notifications: Notifications, wishes: WishList, devices: Devices) -> APIRouter:
    """The routes of notifications."""
    routes = APIRouter(prefix="/me", tags=["notifications"])

    @routes.get(
        "/notifications",
        operation_id="list_notifications",
        summary="What I was told",
        responses=error_responses(BadCursor, NotSignedIn),
    )
    async def list_notifications(me: CurrentAccount, cursor: Cursor = None) -> schemas.NotificationPage:
        """The newest first. While one is connected, the channel says when something has come."""
        return schemas.NotificationPage.model_validate(await notifications.page(me.account_id, cursor))

    @routes.get(
        "/notifications/unread",
        operation_id="count_unread_notifications",
        summary="How many are new",
        responses=error_responses(NotSignedIn),
    )
    async def count_unread(me: CurrentAccount) -> schemas.Unread:
        """What stands on the bell."""
        return schemas.Unread(unread=await notifications.unread(me.account_id))

    @routes.post(
        "/notifications/read",
        operation_id="mark_notifications_read",
        summary="Take notifications as read",
        responses=error_responses(BadInput, NotSignedIn),
    )
    async def mark_read(form: schemas.ReadForm, me: CurrentAccount) -> schemas.Unread:
        """This one and all before it; what has come to one since it was seen stays new."""
        return schemas.Unread(unread=await notifications.mark_read(me.account_id, form.up_to))

    async def settings_of(wished: Wishes, account_id: str, session_id: str) -> schemas.NotificationSettings:
        device = await devices.of_session(session_id)
        return schemas.NotificationSettings.of(
            wished,
            {name: wished.of_switch(name) for name in SWITCHES},
            this_device=device is not None,
            devices=await devices.count(account_id),
        )

    @routes.get(
        "/notification-settings",
        operation_id="get_notification_settings",
        summary="What I wish to be told",
        responses=error_responses(NotSignedIn),
    )
    async def get_settings(me: CurrentAccount) -> schemas.NotificationSettings:
        """Each switch, the quiet hours, and whether this device gets pushes."""
        return await settings_of(await wishes.of(me.account_id), me.account_id, me.session_id)

    @routes.put(
        "/notification-settings",
        operation_id="change_notification_settings",
        summary="Wish for other notifications",
        responses=error_responses(BadInput, UnknownZone, NotSignedIn),
    )
    async def change_settings(
        form: schemas.NotificationSettingsForm, me: CurrentAccount
    ) -> schemas.NotificationSettings:
        """What is named changes, the rest stays."""
        switches = {name: Ways(ways.in_app, ways.push) for name, ways in form.switches.items()}
        changed = await wishes.change(me.account_id, switches, form.quiet_hours())
        return await settings_of(changed, me.account_id, me.session_id)

    @routes.post(
        "/push-subscriptions",
        operation_id="add_push_subscription",
        summary="Push to this device",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(PushEndpointRefused, PushKeysInvalid, NotSignedIn, PushSwitchedOff, TooFast),
    )
    async def add_subscription(form: schemas.PushSubscriptionForm, me: CurrentAccount) -> schemas.PushDevice:
        """As long as this session lasts. A session has one device; another one takes its place."""
        added = await devices.add(
            me.account_id, me.session_id, endpoint=form.endpoint, p256dh=form.keys.p256dh, auth=form.keys.auth
        )
        return schemas.PushDevice(id=added.id, created_at=added.created_at)

    @routes.delete(
        "/push-subscriptions",
        operation_id="remove_push_subscription",
        summary="Push to this device no longer",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(NotSignedIn),
    )
    async def remove_subscription(me: CurrentAccount) -> None:
        """Nothing happens if it gets none."""
        await devices.remove(me.session_id)

    return routes
