// The world outside of the page's own host. In: nothing. Out: a proxy that a browser is told to send everything through but what is
// for this machine, and what it was asked for: by pages, by workers, by service workers.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Outside {
  readonly proxy: string;
  /** Addresses that were asked for, but for those of the browser's own maker. */
  readonly asked: readonly string[];
  close(): void;
}

/** The browser asks its maker for updates and the like, whatever page is open. */
const OWN = /^(https?:\/\/)?([\w-]+\.)*(google|googleapis|gvt1|gstatic)\.com(:443)?(\/|$)/;

export async function watchOutside(): Promise<Outside> {
  const asked: string[] = [];
  const note = (address = ""): void => {
    if (!OWN.test(address)) asked.push(address);
  };
  const server = createServer((request, response) => {
    note(request.url);
    response.writeHead(403).end();
  });
  server.on("connect", (request, socket) => {
    note(request.url);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    proxy: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
