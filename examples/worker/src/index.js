// A Worker at the perimeter. POST /sessions takes session records, one or { "sessions": [...] }, and gives a verdict for each. Any
// other request is a session itself: it is scored by what is known of it, turned away where it is surely an attack, and else handed
// on with the verdict in a header.

import { HedgerowError } from "hedgerow/edge";
import { scorerFor } from "./model.js";
import { sessionOf } from "./session.js";

const MOST_RECORDS = 1000;
const MOST_BYTES = 1 << 20;

export default {
  async fetch(request, env) {
    try {
      const scorer = await scorerFor(env);
      const { pathname } = new URL(request.url);
      if (pathname === "/sessions") return await classify(request, scorer);
      return await guard(request, scorer, env);
    } catch (error) {
      if (!(error instanceof HedgerowError)) throw error;
      // A value of the wrong type is the sender's; anything else is ours.
      const status = error.code === "bad-value" ? 400 : 500;
      return Response.json({ error: { code: error.code, message: error.message } }, { status });
    }
  },
};

async function classify(request, scorer) {
  if (request.method !== "POST") return refusal(405, "send records by POST");
  const text = await request.text();
  if (text.length > MOST_BYTES) return refusal(413, `a body has at most ${MOST_BYTES} characters`);
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return refusal(400, "the body is not JSON");
  }
  const sessions = Array.isArray(body?.sessions) ? body.sessions : [body];
  if (sessions.length > MOST_RECORDS) return refusal(413, `at most ${MOST_RECORDS} sessions at a time`);
  return Response.json({ verdicts: sessions.map((session) => verdictOf(scorer, session)) });
}

async function guard(request, scorer, env) {
  const verdict = verdictOf(scorer, sessionOf(request));
  const surely = Number(env.BLOCK_AT ?? 1);
  if (verdict.attack && !verdict.review && verdict.probability >= surely)
    return refusal(403, "this request looks like an attack");
  const headers = new Headers(request.headers);
  headers.set("x-hedgerow-verdict", JSON.stringify(verdict));
  const forwarded = new Request(request, { headers });
  return env.ORIGIN ? env.ORIGIN.fetch(forwarded) : Response.json({ passed: true, verdict });
}

function verdictOf(scorer, session) {
  const { label, probability, abstain, missing } = scorer.predict(session);
  const attack = label === "1" || label === "true";
  const [reason] = scorer.explain(session, { top: 1 }).contributions;
  return { attack, probability, review: abstain === true, because: reason?.feature, missing: missing.length };
}

function refusal(status, message) {
  return Response.json({ error: { message } }, { status });
}
