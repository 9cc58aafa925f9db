// What `npm start` runs.

import { runProcess } from "./process.ts";
import { tour } from "./tour.ts";

await runProcess("hedgerow", tour);
