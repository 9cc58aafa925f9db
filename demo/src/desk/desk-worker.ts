// The worker behind the page: all reading, training, judging and explaining is asked of it. What it can do is the object below.

import { expose, transfer } from "comlink";
import { arrange } from "./arranging.ts";
import { compareKinds } from "./comparing.ts";
import { exampleRecord, exportModel, resultsOf } from "./exports.ts";
import { carryFaults } from "./faults.ts";
import { decide, forBudget, importanceOf, judge, points } from "./judging.ts";
import { dropKept, importModel, keep, keptModels, openKept } from "./library.ts";
import { openFile, openSample, stopReading } from "./reading.ts";
import { alertFields, alertPage, explainRecord, explainRow, listAlerts, similarAlerts } from "./rows.ts";
import { scoredRows, scoreFile } from "./scored-rows.ts";
import { bytesOf, heldRecords, learnFrom, streamSetup } from "./streaming.ts";
import { abortTraining, forget, stopTraining, trainModel } from "./training.ts";

const desk = {
  openSample,
  openFile,
  stopReading,
  arrange,
  trainModel,
  stopTraining,
  abortTraining,
  forget,
  judge,
  points(id: string, positive: string) {
    const found = points(id, positive);
    const { thresholds, matrices, truePositives, falsePositives } = found;
    return transfer(found, [thresholds.buffer, matrices.buffer, truePositives.buffer, falsePositives.buffer]);
  },
  forBudget,
  decide,
  importanceOf,
  listAlerts,
  alertPage,
  explainRow,
  explainRecord,
  alertFields,
  similarAlerts,
  scoredRows,
  scoreFile,
  streamSetup,
  bytesOf,
  heldRecords,
  learnFrom,
  keep,
  keptModels,
  openKept,
  dropKept,
  importModel,
  exportModel,
  resultsOf,
  exampleRecord,
  compareKinds,
};

export type Desk = typeof desk;

carryFaults();
expose(desk);
