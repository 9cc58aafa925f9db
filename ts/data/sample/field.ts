/** The data dictionary of a sample: what each column is called, holds and means. Reports print it as it stands. */
export interface Field {
  readonly name: string;
  readonly kind: "number" | "category" | "boolean" | "time" | "ip" | "tags";
  /** An id names a row or a group of rows and says nothing of the label: leave it out of training. */
  readonly role: "id" | "feature" | "label";
  readonly meaning: string;
  /** Numbers: the standard deviation in a large sample, the unit of a drift of kind "shift". */
  readonly spread?: number;
  /** Numbers: the values that can occur, both ends included. */
  readonly range?: readonly [number, number];
  /** Numbers: only whole values occur. */
  readonly whole?: boolean;
}
