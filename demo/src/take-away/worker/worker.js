// Answers alerts at the edge. POST one alert as JSON, or a list of them; the answer is the class and the probability of each class.

import { classes, predict } from "./model.js";

const MOST_BYTES = 1_000_000;

export default {
  async fetch(request) {
    if (request.method === "GET") return Response.json({ classes });
    if (request.method !== "POST") return problem(405, "Send alerts with POST");
    const body = await request.text();
    if (body.length > MOST_BYTES) return problem(413, "Send at most a megabyte at a time");
    try {
      const alerts = JSON.parse(body);
      return Response.json(Array.isArray(alerts) ? alerts.map(predict) : predict(alerts));
    } catch (error) {
      return problem(400, error.message);
    }
  },
};

function problem(status, detail) {
  return Response.json(
    { status, detail },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}
