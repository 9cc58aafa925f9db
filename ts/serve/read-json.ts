// Bytes of a body or a line to a JSON value. Throws a Problem for what is not UTF-8 or not JSON.

import { Problem } from "./problem.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

export function readJSON(bytes: Uint8Array): unknown {
  return parseJSON(decodeUTF8(bytes));
}

export function decodeUTF8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Problem(400, "bad-encoding", "the body is not UTF-8");
  }
}

export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trim() === "")
      throw new Problem(400, "bad-json", "the body is empty; it should be a JSON object");
    // A parser that gives up on depth is out of stack, not at a fault of its own.
    const detail = error instanceof SyntaxError ? shortened(error.message) : "it is nested too deeply";
    throw new Problem(400, "bad-json", `the body is not JSON: ${detail}`);
  }
}

function shortened(message: string): string {
  return message.length > 200 ? `${message.slice(0, 200)}...` : message;
}
