// The scorer with the engine: the exports of index.ts, which is compiled alone where size counts. What else is here is exported only so that
// it is not written out within `score`: V8 compiles a function whole when it is first called, and a first row needs one of three.

export { derive } from "./engine";
export * from "./index";
export { scoreRow } from "./score";
export { walkRow } from "./walk";
