// What an endpoint answers, whatever carries it.

import type { Problem } from "./problem.ts";

export const JSON_TYPE = "application/json";
export const PROBLEM_TYPE = "application/problem+json";
export const NDJSON_TYPE = "application/x-ndjson";

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a problem. */
  readonly code?: string;
}

export function jsonReply(value: unknown, status = 200): Reply {
  return { status, type: JSON_TYPE, body: JSON.stringify(value) };
}

export function problemReply(problem: Problem): Reply {
  const { status, code, headers, body } = problem;
  return { status, type: PROBLEM_TYPE, body: JSON.stringify(body), headers, code };
}
