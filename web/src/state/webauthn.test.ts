import { describe, expect, test } from "vitest";
import { fromBase64url, readCreationOptions, readRequestOptions, toBase64url, writeCredential } from "./webauthn";

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

describe("base64url", () => {
  test.each([
    [[], ""],
    [[0], "AA"],
    [[251, 255, 254], "-__-"],
    [[104, 105], "aGk"],
  ])("%j is %j, both ways", (values, text) => {
    expect(toBase64url(bytes(...values))).toBe(text);
    expect([...fromBase64url(text)]).toEqual(values);
  });

  test("what is not base64url is refused", () => {
    expect(() => fromBase64url("a*b")).toThrow();
  });
});

test("options to make a passkey keep what they say, with bytes where the browser wants bytes", () => {
  const options = readCreationOptions({
    challenge: "aGk",
    rp: { id: "localhost", name: "L" },
    user: { id: "AA", name: "ada", displayName: "Ada" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    excludeCredentials: [{ id: "-__-", type: "public-key", transports: ["internal"] }],
    authenticatorSelection: { residentKey: "required" },
  });
  expect(toBase64url(options.challenge as ArrayBuffer)).toBe("aGk");
  expect(options.user.name).toBe("ada");
  expect(toBase64url(options.user.id as ArrayBuffer)).toBe("AA");
  expect(options.excludeCredentials?.[0]?.transports).toEqual(["internal"]);
  expect(options.authenticatorSelection?.residentKey).toBe("required");
});

test("options to sign in without a list let the browser offer every passkey that it has", () => {
  const options = readRequestOptions({ challenge: "aGk", rpId: "localhost" });
  expect(options.rpId).toBe("localhost");
  expect(options.allowCredentials).toEqual([]);
});

describe("what the server is told", () => {
  const base = {
    id: "aGk",
    rawId: bytes(104, 105),
    type: "public-key",
    authenticatorAttachment: "platform",
    getClientExtensionResults: () => ({}),
  };

  test("of a new passkey", () => {
    const response = {
      clientDataJSON: bytes(1),
      attestationObject: bytes(2),
      getTransports: () => ["internal"],
    };
    const told = writeCredential({ ...base, response } as unknown as PublicKeyCredential);
    expect(told).toMatchObject({
      id: "aGk",
      rawId: "aGk",
      response: { clientDataJSON: "AQ", attestationObject: "Ag", transports: ["internal"] },
    });
  });

  test("of a browser that does not say how the passkey is reached", () => {
    const response = { clientDataJSON: bytes(1), attestationObject: bytes(2) };
    const told = writeCredential({ ...base, response } as unknown as PublicKeyCredential);
    expect(told.response).toMatchObject({ transports: [] });
  });

  test("of a sign-in", () => {
    const response = {
      clientDataJSON: bytes(1),
      authenticatorData: bytes(2),
      signature: bytes(3),
      userHandle: null,
    };
    const told = writeCredential({ ...base, response } as unknown as PublicKeyCredential);
    expect(told.response).toEqual({
      clientDataJSON: "AQ",
      authenticatorData: "Ag",
      signature: "Aw",
      userHandle: null,
    });
  });
});
