// What is used of the package stopword, which has no types of its own.
declare module "stopword" {
  export const eng: readonly string[];
}
