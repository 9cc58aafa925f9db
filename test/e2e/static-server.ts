// Serves a folder as a plain static host would: under a path of its own, without any header that a page could ask for but the type.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, resolve, sep } from "node:path";
import { createGzip } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

export interface StaticServer {
  /** With the path, ending in a slash. */
  readonly address: string;
  /** Bytes of answers so far, in gzip, without headers. */
  readonly sent: () => number;
  close(): Promise<void>;
}

const PATH = "/tools/hedgerow/";

export async function serve(folder: string): Promise<StaticServer> {
  let sent = 0;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = resolve(folder, path.endsWith("/") ? "index.html" : path.slice(PATH.length));
    const there =
      path.startsWith(PATH) && file.startsWith(folder + sep) && existsSync(file) && statSync(file).isFile();
    if (!there) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, {
      "content-type": type,
      "content-encoding": "gzip",
      "cache-control": "no-cache",
    });
    const body = createReadStream(file).pipe(createGzip());
    body.on("data", ({ length }: Buffer) => {
      sent += length;
    });
    body.pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}${PATH}`, sent: () => sent, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
