/**
 * WebAuthn's answers and questions between JSON and what the browser takes and gives (Web Authentication, Level 3, 5.1.8 to
 * 5.1.10). Newer browsers do this by themselves (`parseCreationOptionsFromJSON`, `toJSON`); the others still have
 * passkeys. Extensions, each with bytes in places of its own, are left out: the server asks for none.
 */

export function toBase64url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws DOMException: it is not base64url. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function readCreationOptions(json: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions {
  const { challenge, user, excludeCredentials, extensions: _, ...rest } = json;
  return {
    ...(rest as Omit<PublicKeyCredentialCreationOptions, "challenge" | "user">),
    challenge: fromBase64url(challenge),
    user: { ...user, id: fromBase64url(user.id) },
    excludeCredentials: (excludeCredentials ?? []).map(readDescriptor),
  };
}

export function readRequestOptions(json: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, extensions: _, ...rest } = json;
  return {
    ...(rest as Omit<PublicKeyCredentialRequestOptions, "challenge">),
    challenge: fromBase64url(challenge),
    allowCredentials: (allowCredentials ?? []).map(readDescriptor),
  };
}

/** What the server is told of a passkey that was just made, or that somebody has just signed in with. */
export function writeCredential(credential: PublicKeyCredential): Record<string, unknown> {
  const { response } = credential;
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: "attestationObject" in response ? writeAttestation(response) : writeAssertion(response),
  };
}

function writeAttestation(response: AuthenticatorResponse): Record<string, unknown> {
  const { attestationObject, clientDataJSON, getTransports } = response as AuthenticatorAttestationResponse;
  return {
    clientDataJSON: toBase64url(clientDataJSON),
    attestationObject: toBase64url(attestationObject),
    // Older browsers do not say how the passkey can be reached.
    transports: getTransports?.call(response) ?? [],
  };
}

function writeAssertion(response: AuthenticatorResponse): Record<string, unknown> {
  const { authenticatorData, clientDataJSON, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    clientDataJSON: toBase64url(clientDataJSON),
    authenticatorData: toBase64url(authenticatorData),
    signature: toBase64url(signature),
    userHandle: userHandle ? toBase64url(userHandle) : null,
  };
}

function readDescriptor({ id, type, transports }: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return {
    id: fromBase64url(id),
    type: type as PublicKeyCredentialType,
    ...(transports && { transports: transports as AuthenticatorTransport[] }),
  };
}
