// Scores the alert in the box as it is typed. Nothing leaves the browser: the extension asks for no permission and no host.

import { predict } from "./model.js";

const box = document.getElementById("alert");
const answer = document.getElementById("answer");

box.addEventListener("input", () => {
  try {
    const { label, probability } = predict(JSON.parse(box.value));
    answer.textContent = `${label}, ${(100 * probability).toFixed(1)}%`;
  } catch (error) {
    answer.textContent = error.message;
  }
});
