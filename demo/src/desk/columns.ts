// A column as the package stores it; the package gives it out by `dataset.column`, and has no name for its type.

import type { Dataset } from "hedgerow";

export type RawColumn = ReturnType<Dataset["column"]>;
