// What Chrome loads as it stands: this folder, with the scorer's one script beside the extension's own.

import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

copyFileSync(fileURLToPath(import.meta.resolve("hedgerow/edge")), new URL("./hedgerow.mjs", import.meta.url));
