import { expect, test } from "vitest";
import { parseTime, type TimeFormat } from "./time-text.ts";

const moment = Date.UTC(2024, 7, 5, 22, 3, 9);

test.each<[string | number, TimeFormat, number]>([
  ["2024-08-05T22:03:09Z", "iso", moment],
  ["2024-08-05 22:03:09", "iso", moment],
  ["2024-08-05T22:03:09.123456+0000", "iso", moment + 123],
  ["2024-08-06T00:03:09+02:00", "iso", moment],
  ["2024-08-05T17:33:09-0430", "iso", moment],
  ["2024/8/5 22:03:09 UTC", "iso", moment],
  ["2024-08-05", "iso", Date.UTC(2024, 7, 5)],
  ["05/08/2024 22:03:09", "dmy", moment],
  ["05.08.2024", "dmy", Date.UTC(2024, 7, 5)],
  ["8/5/2024 10:03:09 PM", "mdy", moment],
  ["8/5/2024 12:00:00 am", "mdy", Date.UTC(2024, 7, 5)],
  ["Mon, 05 Aug 2024 22:03:09 GMT", "month-name", moment],
  ["05/Aug/2024:22:03:09 +0000", "month-name", moment],
  ["2024-08-05T22:03:09Z", "s", moment],
  [moment / 1000, "s", moment],
  [String(moment / 1000), "s", moment],
  [moment, "ms", moment],
  [moment * 1000, "us", moment],
  [moment * 1e6, "ns", moment],
])("%j in %s", (value, format, wanted) => expect(parseTime(value, format)).toBe(wanted));

test.each<[string | number, TimeFormat]>([
  ["2024-02-30", "iso"],
  ["2024-13-01", "iso"],
  ["2024-08-05T25:00:00Z", "iso"],
  ["05/08/2024", "iso"],
  ["25/08/2024", "mdy"],
  ["8/25/2024", "dmy"],
  ["13/1/2024 13:00 PM", "dmy"],
  ["5 Foo 2024", "month-name"],
  ["yesterday", "iso"],
  ["", "s"],
  [12, "iso"],
  [1e30, "s"],
])("%j is no time in %s", (value, format) => expect(parseTime(value, format)).toBeNaN());
