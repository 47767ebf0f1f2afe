/* Filter, search, sort, open. The page is whole without this: a table, and a profile for each of its rows. */
(() => {
  const { words, mark: said, targets } = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(targets.map((target) => [target.id, target]));
  const form = document.querySelector(".controls");
  const body = document.querySelector(".targets tbody");
  const rows = new Map([...body.rows].map((row) => [row.dataset.id, row]));
  const count = document.getElementById("count");
  const profiles = document.getElementById("profiles");
  const names = ["plan", "domain", "section", "grade", "likelihood", "warning"];
  const control = (name) => form.elements[name];

  /* ---- which rows, in which order ---- */
  const fits = {
    warning: (target, value) => value === "any" ? target.warning.length > 0
      : value === "none" ? target.warning.length === 0 : target.warning.includes(value),
  };
  const chosen = () => Object.fromEntries(names.map((name) => [name, control(name)?.value || ""]));
  const sorts = {
    rank: (a, b) => a.rank - b.rank,
    plan: (a, b) => a.place - b.place,
    low: (a, b) => (a.p ?? 9) - (b.p ?? 9) || a.rank - b.rank,
    high: (a, b) => (b.p ?? -9) - (a.p ?? -9) || a.rank - b.rank,
  };
  targets.forEach((target, place) => { target.place = place; });
  let shown = targets;

  function apply() {
    const wanted = chosen();
    const asked = form.elements.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    shown = targets.filter((target) => asked.every((word) => target.text.includes(word)) && names.every((name) =>
      !wanted[name] || (fits[name] ? fits[name](target, wanted[name]) : target[name] === wanted[name])));
    const order = form.elements.sort.value;
    shown.sort(sorts[order]);
    const visible = new Set(shown.map((target) => target.id));
    for (const [id, row] of rows) row.hidden = !visible.has(id);
    body.append(...shown.map((target) => rows.get(target.id)));
    count.textContent = shown.length ? count.dataset.words.replace("{n}", shown.length).replace("{all}", targets.length)
      : count.dataset.nothing;
    for (const head of document.querySelectorAll(".targets th[data-sort]")) {
      const own = head.dataset.sort === "low" ? { low: "ascending", high: "descending" }[order]
        : head.dataset.sort === order ? "ascending" : null;
      if (own) head.setAttribute("aria-sort", own); else head.removeAttribute("aria-sort");
    }
  }

  /* ---- the address says what is filtered, or which profile is open ---- */
  function address() {
    const said = new URLSearchParams();
    for (const name of [...names, "q", "sort"]) {
      const value = control(name)?.value;
      if (value && !(name === "sort" && value === "rank")) said.set(name, value);
    }
    return said.size ? "#?" + said : "";
  }
  const here = () => location.href.split("#")[0];
  function choose(said) {
    form.reset();
    for (const [name, value] of said) if (control(name)) control(name).value = value;
    for (const name of names) if (control(name) && control(name).selectedIndex < 0) control(name).value = "";
    if (form.elements.sort.selectedIndex < 0) form.elements.sort.value = "rank";
  }
  function changed() {
    apply();
    history.replaceState(null, "", here() + address());
  }

  /* ---- a profile, in a panel over the page ---- */
  const dialog = document.createElement("dialog");
  const head = document.createElement("div");
  const inside = document.createElement("div");
  head.className = "dialog-head";
  inside.className = "dialog-body";
  const button = (word, class_, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words[word];
    made.className = class_;
    made.addEventListener("click", act);
    return made;
  };
  const step = (by) => () => {
    const place = shown.findIndex((target) => target.id === open.id) + by;
    if (shown[place]) location.replace("#" + shown[place].id);
  };
  const earlier = button("previous", "previous", step(-1));
  const later = button("next", "next", step(1));
  if (said) {
    const mark = document.createElement("span");
    mark.className = "mark-demo";
    mark.textContent = said;
    head.append(mark);
  }
  head.append(earlier, later, button("close", "close", () => dialog.close()));
  dialog.append(head, inside);
  document.body.append(dialog);
  let open = null;

  function put_back() {
    if (inside.firstChild) profiles.append(inside.firstChild);
  }
  function show(target) {
    const article = document.getElementById(target.id);
    put_back();
    inside.append(article);
    const figure = article.querySelector("figure");
    if (figure) kcExplore(figure, target.years, words.ask);
    dialog.setAttribute("aria-labelledby", "title-" + target.id);
    const place = shown.findIndex((one) => one.id === target.id);
    earlier.disabled = place <= 0;
    later.disabled = place < 0 || place >= shown.length - 1;
    open = target;
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    document.getElementById("title-" + target.id).focus({ preventScroll: true });
  }
  dialog.addEventListener("close", () => {
    const row = open && rows.get(open.id);
    put_back();
    open = null;
    history.replaceState(null, "", here() + address());
    if (row && !row.hidden) row.querySelector("a").focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  function follow() {
    const said = decodeURIComponent(location.hash.slice(1));
    const target = byId.get(said) || targets.find((one) => one.id.toLowerCase() === said.toLowerCase());
    if (target) { show(target); return; }
    if (dialog.open) dialog.close();
    if (said.startsWith("?")) { choose(new URLSearchParams(location.hash.slice(2))); apply(); }
  }

  /* ---- bring the controls to life ---- */
  document.documentElement.classList.add("alive");
  profiles.hidden = true;
  form.hidden = false;
  if (matchMedia("(max-width: 42rem)").matches) form.querySelector("details").open = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  for (const th of document.querySelectorAll(".targets th[data-sort]")) {
    const sorter = document.createElement("button");
    sorter.type = "button";
    sorter.append(...th.childNodes);
    sorter.addEventListener("click", () => {
      const key = th.dataset.sort;
      form.elements.sort.value = key === "low" && form.elements.sort.value === "low" ? "high" : key;
      changed();
    });
    th.append(sorter);
  }
  for (const cell of document.querySelectorAll(".grades td")) {
    if (cell.textContent === "0") continue;
    const pick = document.createElement("button");
    pick.type = "button";
    const labels = [cell.closest("tr").cells[0].textContent, cell.closest("table").rows[0].cells[cell.cellIndex].textContent];
    pick.setAttribute("aria-label", labels.join(" ") + " " + cell.textContent);
    pick.append(...cell.childNodes);
    pick.addEventListener("click", () => {
      choose(Object.entries(cell.dataset));
      changed();
      document.getElementById("all").scrollIntoView();
      count.focus();
    });
    cell.append(pick);
  }
  count.tabIndex = -1;
  addEventListener("hashchange", follow);
  apply();
  follow();
})();
