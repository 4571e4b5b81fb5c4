"""Accounts and access in the browser: a passkey, a forgotten password, and a review that opens the stage elsewhere."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, expect

from tests.support.app import ServedApp, make_operator, served
from tests.support.chromium import LAPTOP, Tab, chromium, tab
from tests.support.pages import PATIENCE_MS, Visitor
from tests.support.people import API, PASSWORD, Person, new_handle
from tests.support.screen_rules import find_faults

NEW_PASSWORD = "another stage, another night"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedApp]:
    """A house that asks for an audience, and shows its mail instead of sending it."""
    async with served(tmp_path_factory.mktemp("house"), live_policy="standard", show_outbox="true") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    async with chromium(playwright, None) as running:
        yield running


async def signed_in(opened: Tab, house: ServedApp, handle: str) -> Visitor:
    """Somebody with an account, without the form: that is tested elsewhere."""
    visitor = Visitor(opened, house.url)
    answer = await opened.page.request.post(
        house.url + API + "/accounts", data=Person(house.url).sign_up_form(handle), headers={"Origin": house.url}
    )
    assert answer.ok, await answer.text()
    return visitor


async def give_authenticator(opened: Tab) -> None:
    """As if the device had a fingerprint sensor on which the right finger lies."""
    line = await opened.page.context.new_cdp_session(opened.page)
    await line.send("WebAuthn.enable")
    await line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


async def test_a_passkey_signs_in(house: ServedApp, browser: Browser) -> None:
    async with tab(browser, "owner") as opened:
        handle = new_handle()
        owner = await signed_in(opened, house, handle)
        await give_authenticator(opened)
        await owner.open("/settings")
        await owner.button("Add a passkey").click()
        name = owner.page.get_by_role("dialog").get_by_label("Name")
        await name.fill("The key ring")
        await owner.page.get_by_role("dialog").get_by_role("button", name="Save").click()
        await expect(owner.button("Rename The key ring")).to_be_visible(timeout=PATIENCE_MS)

        await owner.page.locator("main").get_by_role("button", name="Sign out").click()
        await owner.open("/sign-in")
        await owner.button("Sign in with a passkey").click()
        await expect(owner.page).to_have_url(house.url + "/", timeout=PATIENCE_MS)
        await expect(owner.button("Your account")).to_be_visible(timeout=PATIENCE_MS)

        await owner.open("/settings")
        await owner.button("Remove The key ring").click()
        await owner.page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
        await expect(owner.button("Rename The key ring")).to_have_count(0, timeout=PATIENCE_MS)
        assert opened.errors == []


async def test_a_forgotten_password_is_replaced_by_mail(house: ServedApp, browser: Browser) -> None:
    async with tab(browser, "forgetful") as opened:
        handle = new_handle()
        owner = await signed_in(opened, house, handle)
        await opened.page.context.clear_cookies()
        await owner.open("/sign-in")
        await owner.page.get_by_role("link", name="Forgot your password?").click()
        await owner.page.get_by_label("E-mail or handle").fill(handle)
        await owner.button("Send the link").click()
        await owner.page.get_by_role("link", name="Look into the outbox").click()
        await owner.page.locator("li", has_text="Choose a new password").get_by_role("link").first.click()
        await owner.page.get_by_label("New password").fill(NEW_PASSWORD)
        await owner.button("Change the password").click()

        # Whoever read the mail is signed in by the link; the old password opens nothing any more.
        await expect(owner.button("Your account")).to_be_visible(timeout=PATIENCE_MS)
        await owner.page.get_by_role("button", name="Your account").click()
        await owner.page.get_by_role("button", name="Sign out").click()
        # A page that is opened too early is still signed in, and shows its form for a moment only.
        await expect(owner.button("Your account")).not_to_be_visible(timeout=PATIENCE_MS)
        await owner.open("/sign-in")
        await owner.page.get_by_label("E-mail or handle").fill(handle)
        await owner.page.get_by_label("Password", exact=True).fill(PASSWORD)
        await owner.button("Sign in").click()
        await expect(owner.page.get_by_role("alert")).not_to_be_empty(timeout=PATIENCE_MS)
        opened.forgive("401|403")
        assert opened.errors == []


async def test_a_granted_review_opens_the_stage_in_the_other_browser(house: ServedApp, browser: Browser) -> None:
    async with (
        tab(browser, "applicant") as his,
        tab(browser, "operator", viewport=LAPTOP, touch=False) as hers,
        Person(house.url) as terms,
    ):
        applicant_handle, operator_handle = new_handle(), new_handle()
        applicant = await signed_in(his, house, applicant_handle)
        operator = await signed_in(hers, house, operator_handle)
        await make_operator(house, operator_handle)
        version = (await terms.get("/platform"))["live_terms_version"]
        answer = await his.page.request.post(
            house.url + API + "/live-access/terms", data={"version": version}, headers={"Origin": house.url}
        )
        assert answer.ok, await answer.text()

        await applicant.open("/access")
        await expect(applicant.page.get_by_role("heading", name="One thing is missing")).to_be_visible(
            timeout=PATIENCE_MS
        )
        await applicant.button("Ask for a review").click()
        form = applicant.page.get_by_role("dialog")
        await form.get_by_label("What should they know?").fill("Forty regulars come every Friday.")
        await form.get_by_role("button", name="Send").click()
        await expect(applicant.page.get_by_role("heading", name="Somebody will look at it")).to_be_visible(
            timeout=PATIENCE_MS
        )

        await operator.open("/operate")
        await operator.page.get_by_role("link", name=applicant_handle).click()
        await expect(operator.page.get_by_text("Forty regulars come every Friday.")).to_be_visible(timeout=PATIENCE_MS)
        assert await find_faults(operator.page, thumbs=False) == []
        await operator.button("Grant…").click()
        decision = operator.page.get_by_role("dialog")
        await decision.get_by_label("Reason").fill("See you on Friday.")
        # It goes by itself after a few seconds, so somebody looks for it from before it comes.
        notice = applicant.page.get_by_role("status").filter(has_text="A review let you in")
        seen = asyncio.create_task(notice.wait_for(timeout=PATIENCE_MS))
        await decision.get_by_role("button", name="Grant").click()

        await seen
        await expect(applicant.page.get_by_role("heading", name="The stage is yours")).to_be_visible(
            timeout=PATIENCE_MS
        )
        await expect(applicant.page.get_by_text("See you on Friday.")).to_be_visible()
        await operator.page.get_by_role("link", name="Log").click()
        await expect(operator.page.get_by_text("entries are as they were written")).to_be_visible(timeout=PATIENCE_MS)
        await expect(operator.page.get_by_role("row", name="granted a review")).to_be_visible()
        assert his.errors + hers.errors == []
