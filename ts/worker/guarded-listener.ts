// A listener of progress that lives on this side of a worker. In: the caller's. Out: one that answers whether to go on; what the
// caller's throws ends the work with that error, as it does without a worker.

export function guardedListener<Told>(
  listener: (progress: Told) => unknown,
  fail: (error: unknown) => void,
): (progress: Told) => boolean {
  let failed = false;
  return (progress) => {
    if (failed) return false;
    try {
      return listener(progress) !== false;
    } catch (error) {
      failed = true;
      fail(error);
      return false;
    }
  };
}
