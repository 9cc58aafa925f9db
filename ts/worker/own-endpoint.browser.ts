// Browsers: where a worker hears the one that started it.

import type { Endpoint } from "comlink";

export function ownEndpoint(): Endpoint {
  return globalThis as unknown as Endpoint;
}
