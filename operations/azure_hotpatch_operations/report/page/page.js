"use strict";
const table = document.getElementById("machines");
const body = table.tBodies[0];
const words = document.getElementById("words");
const enrolment = document.getElementById("enrolment");
const needing = document.getElementById("needing");
const shown = document.getElementById("shown");

function filter() {
  const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of body.rows) {
    const text = row.textContent.toLowerCase();
    const fits = wanted.every((word) => text.includes(word))
      && (!enrolment.value || row.dataset.enrolment === enrolment.value)
      && (!needing.checked || row.dataset.needs === "yes");
    row.hidden = !fits;
    count += fits;
  }
  shown.textContent = `${count} of ${body.rows.length} machines`;
}

function sort(heading) {
  const column = heading.cellIndex;
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
  const rows = Array.from(body.rows).sort((a, b) => compare(key(a), key(b)));
  if (down) rows.reverse();
  body.append(...rows);
}

for (const control of [words, enrolment, needing]) control.addEventListener("input", filter);
for (const heading of table.tHead.rows[0].cells) {
  heading.querySelector("button")?.addEventListener("click", () => sort(heading));
}
filter();
