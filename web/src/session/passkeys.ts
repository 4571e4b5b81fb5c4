import { accountApi } from "../net/account_api";
import type { Passkey, SignedIn } from "../net/types";
import { readCreationOptions, readRequestOptions, writeCredential } from "../state/webauthn";

/** The person closed the browser's window, or the browser has no passkey to offer: it does not say which. */
export class PasskeyCancelled extends Error {}

/** This device has a passkey for this account already. */
export class PasskeyExists extends Error {}

export function passkeysSupported(): boolean {
  return typeof PublicKeyCredential === "function" && "credentials" in navigator;
}

/** Has the browser make a passkey, and the server keep it. @throws ApiError, PasskeyCancelled, PasskeyExists */
export async function addPasskey(): Promise<Passkey> {
  const publicKey = readCreationOptions(await accountApi.passkeyOptions());
  return accountApi.addPasskey(writeCredential(await ask(() => navigator.credentials.create({ publicKey }))));
}

/** Signs in with a passkey that the person chooses in the browser's window. @throws ApiError, PasskeyCancelled */
export async function signInByPasskey(): Promise<SignedIn> {
  const publicKey = readRequestOptions(await accountApi.passkeySignInOptions());
  return accountApi.passkeySignIn(writeCredential(await ask(() => navigator.credentials.get({ publicKey }))));
}

async function ask(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await question();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw new PasskeyExists();
    if (!(error instanceof DOMException)) throw error;
  }
  throw new PasskeyCancelled();
}
