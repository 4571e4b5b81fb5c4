import { describe, expect, test } from "vitest";
import {
  beginSending,
  corrected,
  fileProblem,
  isSameFile,
  nextPiece,
  PIECE_BYTES_MAX,
  pieceArrived,
  pieceLost,
  sentShare,
} from "./upload";

const MIB = 1024 * 1024;

describe("sending a file in pieces", () => {
  test.each([1, 4_095, 3 * MIB, 27 * MIB + 5])("%i bytes arrive whole, in order, without a gap", (size) => {
    let sending = beginSending(size, 0);
    let expected = 0;
    for (let piece = nextPiece(sending); piece; piece = nextPiece(sending)) {
      expect(piece.from).toBe(expected);
      expect(piece.to).toBeGreaterThan(piece.from);
      expect(piece.to - piece.from).toBeLessThanOrEqual(PIECE_BYTES_MAX);
      expected = piece.to;
      sending = pieceArrived(sending, piece.to, 100);
    }
    expect(expected).toBe(size);
    expect(sentShare(sending)).toBe(1);
  });

  test("a fast line gets large pieces, a slow one small ones", () => {
    let fast = beginSending(200 * MIB, 0);
    let slow = beginSending(200 * MIB, 0);
    for (let turn = 0; turn < 6; turn++) {
      fast = pieceArrived(fast, nextPiece(fast)?.to ?? 0, 40);
      slow = pieceArrived(slow, nextPiece(slow)?.to ?? 0, 20_000);
    }
    expect(fast.piece_bytes).toBe(PIECE_BYTES_MAX);
    expect(slow.piece_bytes).toBe(256 * 1024);
  });

  test("what was lost is sent again, in smaller pieces", () => {
    const sending = { ...beginSending(9 * MIB, 2 * MIB), piece_bytes: 2 * MIB };
    expect(nextPiece(pieceLost(sending))).toEqual({ from: 2 * MIB, to: 3 * MIB });
  });

  test("what the server says that it has is true, in both directions", () => {
    const sending = beginSending(9 * MIB, 2 * MIB);
    expect(corrected(sending, 3 * MIB).uploaded_bytes).toBe(3 * MIB);
    expect(corrected(sending, 1 * MIB).uploaded_bytes).toBe(1 * MIB);
    expect(corrected(sending, 99 * MIB).uploaded_bytes).toBe(9 * MIB);
  });
});

describe("what is known of a file before it is sent", () => {
  test.each([
    [{ name: "a.mp4", type: "video/mp4", size: 5 }, null],
    [{ name: "a.MOV", type: "", size: 5 }, null],
    [{ name: "a", type: "video/x-matroska", size: 10 }, null],
    [{ name: "a.mp4", type: "video/mp4", size: 11 }, "too_big"],
    [{ name: "a.png", type: "image/png", size: 5 }, "not_a_video"],
    [{ name: "notes", type: "", size: 5 }, "not_a_video"],
    [{ name: "a.mp4", type: "video/mp4", size: 0 }, "empty"],
  ])("%j: %s", (file, problem) => {
    expect(fileProblem(file, 10)).toBe(problem);
  });

  test("the same file is known again by its name and size", () => {
    expect(isSameFile({ name: "a.mp4", size: 5 }, { name: "a.mp4", size_bytes: 5 })).toBe(true);
    expect(isSameFile({ name: "a.mp4", size: 6 }, { name: "a.mp4", size_bytes: 5 })).toBe(false);
    expect(isSameFile({ name: "b.mp4", size: 5 }, { name: "a.mp4", size_bytes: 5 })).toBe(false);
  });
});
