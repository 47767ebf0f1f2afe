/* Looks for every word of the query in every section; sections whose heading has them come first. */
"use strict";
{
  const MOST = 12, AROUND = 32;
  const box = document.getElementById("query"), list = document.getElementById("found"), said = document.getElementById("said");

  const rank = ([, page, heading, text], words) => {
    const title = `${page} ${heading}`.toLowerCase(), all = `${title} ${text.toLowerCase()}`;
    if (!words.every((word) => all.includes(word))) return 0;
    return 1 + words.filter((word) => title.includes(word)).length * 2 + (heading ? 0 : 0.5);
  };

  const excerpt = (text, word) => {
    const at = Math.max(text.toLowerCase().indexOf(word), 0), from = Math.max(at - AROUND, 0);
    return (from ? "…" : "") + text.slice(from, at + word.length + AROUND) + "…";
  };

  const row = ([address, page, heading, text], words) => {
    const item = document.createElement("li"), link = document.createElement("a"), words_around = document.createElement("span");
    link.href = address;
    link.textContent = heading ? `${page} · ${heading}` : page;
    words_around.textContent = excerpt(text, words[0]);
    item.append(link, words_around);
    return item;
  };

  const look = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length
      ? kcstatsSections.map((section, at) => [rank(section, words), at]).filter(([score]) => score)
        .sort((a, b) => b[0] - a[0] || a[1] - b[1])
      : [];
    list.replaceChildren(...hits.slice(0, MOST).map(([, at]) => row(kcstatsSections[at], words)));
    list.hidden = !hits.length;
    said.textContent = words.length ? said.dataset.found.replace("#", hits.length) : "";
  };

  box.form.hidden = false;
  box.form.addEventListener("submit", (event) => { event.preventDefault(); list.querySelector("a")?.focus(); });
  box.addEventListener("input", look);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { box.value = ""; look(); box.focus(); }
  });
  look();
}
