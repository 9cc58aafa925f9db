// What is wrong with a request, as RFC 9457 has it: application/problem+json with status, title, detail, and beside these a stable code and
// where: the record (from 1) and the field.

import { HedgerowError } from "../error.ts";

/** Where in the request. */
export interface ProblemPlace {
  /** Which record of several, from 1. */
  record?: number;
  /** The field's name, dotted where it is nested. */
  field?: string;
}

/** The body of a problem. */
export interface ProblemBody extends ProblemPlace {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
  code: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Ends a request with an answer that says why. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly place: ProblemPlace;
  /** Response headers that belong to it. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    place: ProblemPlace = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.place = place;
    this.headers = headers;
  }

  get body(): ProblemBody {
    const { status, code, message: detail, place } = this;
    return { type: "about:blank", title: TITLES[status] ?? "Error", status, detail, code, ...place };
  }
}

/** Any error as a problem: ours name what the request did wrong, all others are faults of the server and say nothing. */
export function problemOf(error: unknown, place: ProblemPlace = {}): Problem {
  if (error instanceof Problem) {
    if (place.record === undefined || error.place.record !== undefined) return error;
    return new Problem(error.status, error.code, error.message, { ...place, ...error.place }, error.headers);
  }
  if (error instanceof HedgerowError && (error.code === "bad-value" || error.code === "bad-option")) {
    const { column } = error.at;
    const suffix = new HedgerowError(error.code, "", error.at).message;
    const detail = suffix === "" ? error.message : error.message.slice(0, -suffix.length);
    return new Problem(422, error.code, detail, {
      ...place,
      ...(column === undefined ? {} : { field: column }),
    });
  }
  return new Problem(500, "internal", "the server failed; the fault is not the request's");
}
