// node main.js [MODEL]: serves it on PORT (8000), until SIGTERM or an interrupt has let the last requests finish.

import { readFile } from "node:fs/promises";
import { load } from "hedgerow";
import { makeService } from "./service.js";

const [file = "model.bin"] = process.argv.slice(2);
const service = await makeService(await load(await readFile(file)), { logger: true });
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => service.close());
await service.listen({ port: Number(process.env.PORT ?? 8000), host: process.env.HOST ?? "127.0.0.1" });
