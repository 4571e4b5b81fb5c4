import { describe, expect, test } from "vitest";
import { embedCode, NETWORKS, withExtras } from "./networks";

describe("links for networks", () => {
  const url = "https://house.test/live/01h?s=abc.x&t=5";
  const text = 'Mika & "friends" + 100% <live> 日本';

  test.each(NETWORKS.map((network) => [network.via, network] as const))(
    "%s gets the link and the words whole",
    (_, network) => {
      const address = new URL(network.address(url, text));
      const said = [...address.searchParams.values()].join("\n");
      expect(said).toContain(url);
      if (network.via !== "facebook") expect(said).toContain(text);
      expect(["https:", "mailto:"]).toContain(address.protocol);
    },
  );

  test("what the plain link says besides goes along", () => {
    expect(withExtras("https://house.test/replay/01h?s=abc.link", "https://house.test/replay/01h?t=61")).toBe(
      "https://house.test/replay/01h?s=abc.link&t=61",
    );
  });

  test("a title cannot leave the code of a player", () => {
    const code = embedCode("https://house.test/embed/live/01h?s=a.embed", '"><script>alert(1)</script>');
    expect(code).not.toContain("<script>");
    expect(code.match(/<iframe /g)).toHaveLength(1);
    expect(code).toContain('title="&quot;&gt;&lt;script&gt;');
  });
});
