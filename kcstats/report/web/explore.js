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

/* A table of targets: by domain, by likelihood. */
function kcStrip(part, words) {
  const body = part.querySelector("tbody");
  const rows = [...body.rows];
  const ask = document.createElement("div");
  ask.className = "strip-ask";
  const choice = (word, options) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    for (const [value, text] of options) select.add(new Option(text, value));
    label.append(word, select);
    ask.append(label);
    select.addEventListener("input", apply);
    return select;
  };
  const p = (row, none) => row.dataset.p === undefined ? none : Number(row.dataset.p);
  const rank = (a, b) => a.dataset.rank - b.dataset.rank;
  const sorts = {
    rank,
    low: (a, b) => p(a, 9) - p(b, 9) || rank(a, b),
    high: (a, b) => p(b, -9) - p(a, -9) || rank(a, b),
  };
  const domains = [...new Set(rows.map((row) => row.dataset.domain))];
  const domain = choice(words.domain, [["", words.all], ...domains.map((name) => [name, name])]);
  const likely = rows.filter((row) => row.dataset.p !== undefined).length > 1;  // none is, once the outcome is known
  const sort = likely && choice(words.sort, [["rank", words.sort_rank], ["low", words.sort_low], ["high", words.sort_high]]);
  function apply() {
    for (const row of rows) row.hidden = domain.value !== "" && row.dataset.domain !== domain.value;
    body.append(...[...rows].sort(sort ? sorts[sort.value] : rank));
  }
  part.prepend(ask);
}
