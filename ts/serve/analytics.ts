// Counts where no process lives long enough to keep them: Workers write a data point a request to Analytics Engine, where there is a binding for it.
// In: what a request came to. Out: blobs route, status, problem code and model; doubles milliseconds and 1, so that sums are counts; the
// index is the route, by which samples are drawn.

/** An Analytics Engine binding. */
export interface DataPoints {
  writeDataPoint(point: { blobs: string[]; doubles: number[]; indexes: string[] }): void;
}

interface Point {
  route: string;
  status: number;
  code: string | undefined;
  milliseconds: number;
  model: string;
}

export function writePoint(
  points: DataPoints | undefined,
  { route, status, code, milliseconds, model }: Point,
): void {
  if (typeof points?.writeDataPoint !== "function") return;
  points.writeDataPoint({
    blobs: [route, String(status), code ?? "", model],
    doubles: [milliseconds, 1],
    indexes: [route],
  });
}
