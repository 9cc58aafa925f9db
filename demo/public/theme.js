// Sets the theme that was chosen before anything is drawn, so that the page does not flash in the other one.
const chosen = localStorage.getItem("hedgerow.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
