/* Ask a chart for a year: by pointer over the field, by touch, or by the slider below it. */
"use strict";
function kcExplore(figure, years, word) {
  const field = figure.querySelector(".fan-field");
  if (!field || years.length === 0 || figure.querySelector(".fan-ask")) return;
  const cursor = document.createElement("div");
  cursor.className = "fan-cursor";
  cursor.hidden = true;
  field.append(cursor);
  const ask = document.createElement("div");
  ask.className = "fan-ask";
  const label = document.createElement("label");
  const slider = document.createElement("input");
  const told = document.createElement("output");
  const id = "ask-" + (figure.closest("[id]") || figure).id;
  slider.id = id;
  label.htmlFor = id;
  label.textContent = word;
  slider.type = "range";
  slider.min = 0;
  slider.max = years.length - 1;
  told.htmlFor = id;
  const last = years.findIndex(([at]) => at > 99.9);
  const show = (place) => {
    const [at, text] = years[place];
    slider.value = place;
    slider.setAttribute("aria-valuetext", text);
    told.textContent = text;
    cursor.hidden = false;
    cursor.style.left = at + "%";
  };
  slider.addEventListener("input", () => show(Number(slider.value)));
  const nearest = (event) => {
    const box = field.getBoundingClientRect();
    const at = (100 * (event.clientX - box.left)) / box.width;
    let best = 0;
    years.forEach(([x], place) => { if (Math.abs(x - at) < Math.abs(years[best][0] - at)) best = place; });
    show(best);
  };
  field.addEventListener("pointermove", nearest);
  field.addEventListener("pointerdown", nearest);
  ask.append(label, slider, told);
  field.closest(".fan").after(ask);
  show(last < 0 ? years.length - 1 : last);
  cursor.hidden = true;
}
