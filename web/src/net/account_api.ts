import { Http } from "./http";
import type { Mail, Me, Passkey, ProfileForm, SignedIn } from "./types";

const http = new Http((url, init) => fetch(url, init));
type Credential = Record<string, unknown>;
const passkey = (id: string) => `/me/passkeys/${encodeURIComponent(id)}`;

/** Everything that lies on the account's own pages. All calls throw `ApiError`. */
export const accountApi = {
  updateProfile: (changes: ProfileForm) => http.request<Me>("PATCH", "/me", { json: changes }),

  sendConfirmation: () => http.request<Me>("POST", "/me/email/confirmation"),
  confirmEmail: (token: string) => http.request<{ email: string }>("POST", "/email-confirmations", { json: { token } }),
  changeEmail: (email: string, password: string) => http.request<Me>("PUT", "/me/email", { json: { email, password } }),

  askForReset: (login: string) => http.request<void>("POST", "/password-resets", { json: { login } }),
  resetPassword: (token: string, password: string) =>
    http.request<SignedIn>("PUT", `/password-resets/${encodeURIComponent(token)}`, { json: { password } }),
  changePassword: (old: string, fresh: string) =>
    http.request<void>("PUT", "/me/password", { json: { old, new: fresh } }),

  passkeys: async () => (await http.request<{ passkeys: Passkey[] }>("GET", "/me/passkeys")).passkeys,
  passkeyOptions: async () =>
    (await http.request<{ public_key: PublicKeyCredentialCreationOptionsJSON }>("POST", "/me/passkeys/options"))
      .public_key,
  addPasskey: (credential: Credential) => http.request<Passkey>("POST", "/me/passkeys", { json: { credential } }),
  renamePasskey: (id: string, name: string) => http.request<void>("PATCH", passkey(id), { json: { name } }),
  removePasskey: (id: string) => http.request<void>("DELETE", passkey(id)),
  passkeySignInOptions: async () =>
    (await http.request<{ public_key: PublicKeyCredentialRequestOptionsJSON }>("POST", "/passkey-sign-in/options"))
      .public_key,
  passkeySignIn: (credential: Credential) =>
    http.request<SignedIn>("POST", "/passkey-sign-in", { json: { credential } }),

  changeHandle: (handle: string) => http.request<Me>("PUT", "/me/handle", { json: { handle } }),
  changeBirthDate: (birth_date: string) => http.request<Me>("PUT", "/me/birth-date", { json: { birth_date } }),
  /** The present region takes back what was asked before. */
  changeRegion: (region: string) => http.request<Me>("PUT", "/me/region", { json: { region } }),
  deleteAccount: (password: string) => http.request<{ deletion_at: string }>("DELETE", "/me", { json: { password } }),

  outbox: async () => (await http.request<{ mails: Mail[] }>("GET", "/outbox")).mails,
};

/** Where the browser itself fetches everything about one, as a file. */
export const exportUrl = "/api/v1/me/export";
