// What pages do beyond forms and links. Everything works without it but streaming.
"use strict";

// The nearest element around where something happened; none where that has left the page, which htmx tells at the document.
const around = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

// A part that is live is left alone while somebody types or has something open in it.
function inUse(part) {
  const active = document.activeElement;
  if (active && part.contains(active) && active.matches("input:not([type=hidden]), textarea, select")) return true;
  if (part.querySelector("details[open]")) return true;
  return [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((one) => one.value !== one.defaultValue);
}

// Asked again when the answer is there: somebody may have begun while it was on its way.
for (const moment of ["htmx:before:request", "htmx:before:swap"]) {
  document.addEventListener(moment, (event) => {
    const part = event.target;
    if (part instanceof Element && part.matches("[data-live]") && inUse(part)) event.preventDefault();
  });
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  window.setTimeout(() => delete form.dataset.sent, 4000);
});

// Where no answer came, or none of the page's own, nothing that was typed goes, and it is said.
function say(words) {
  const notice = document.createElement("div");
  notice.className = "notice bad";
  notice.append(Object.assign(document.createElement("p"), { textContent: words }));
  document.getElementById("told").replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

const wantedByHand = (context) => context && context.sourceElement && context.sourceElement.matches("form");

document.addEventListener("htmx:error", (event) => {
  if (wantedByHand(event.detail.ctx)) say("No answer came, so it can't be told whether that was done. What you typed is still here; look before you send it again.");
});

document.addEventListener("htmx:before:response", (event) => {
  const context = event.detail.ctx;
  if (!wantedByHand(context) || /^text\/(html|event-stream)/.test(context.response.headers.get("content-type") || "text/html")) return;
  event.preventDefault();
  context.response.raw.text().then(say);
});

// What a form came to is read out, and seen, even at the end of a long page.
document.addEventListener("htmx:after:swap", () => {
  const told = document.querySelector("main [role=alert], #told .notice");
  if (told) told.scrollIntoView({ block: "nearest" });
});

// What is typed in the other forms of a page stays, when the answer to one takes the page's place.
const formKey = (form) => [form.getAttribute("action"), ...[...form.querySelectorAll("input[type=hidden]")]
  .filter((one) => !["csrf", "back", "form_at"].includes(one.name)).map((one) => one.value)].join("\n");
const fieldsOf = (form) => [...form.elements].filter((one) => one.name && one.matches("input:not([type=hidden]), textarea, select"));
const isSet = (one) => (one.matches("select") ? one.selectedIndex > 0 && !one.options[one.selectedIndex].defaultSelected
  : one.matches("[type=checkbox], [type=radio]") ? one.checked !== one.defaultChecked : one.value !== one.defaultValue);
let typed = [];

document.addEventListener("htmx:before:swap", (event) => {
  const sent = around(event, "form");
  typed = [...document.querySelectorAll("#main form[method=post]")].filter((form) => form !== sent)
    .map((form) => [formKey(form), fieldsOf(form).map((one) => (isSet(one) ? [one.name, one.value, one.checked] : null)), form])
    .filter(([, fields]) => fields.some(Boolean));
});

document.addEventListener("htmx:after:swap", () => {
  for (const [key, fields] of typed.filter(([, , form]) => !form.isConnected)) {
    const form = [...document.querySelectorAll("#main form[method=post]")].find((one) => formKey(one) === key);
    if (!form) continue;
    fieldsOf(form).forEach((one, i) => {
      if (!fields[i] || fields[i][0] !== one.name) return;
      if (one.matches("[type=checkbox], [type=radio]")) one.checked = fields[i][2];
      else one.value = fields[i][1];
    });
    for (let part = form.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  }
  typed = [];
});

// Chat: when a turn is finished, its conversation is shown as it was kept.
function conversationOf(event) {
  const id = String(event.detail && event.detail.data);
  return /^[0-9a-f-]{36}$/.test(id) ? id : null;
}

if (/^\/chat(\/[0-9a-f-]{36})?$/.test(location.pathname) && !location.search && document.querySelector("#turns .turn")) {
  document.getElementById("end").scrollIntoView({ block: "end" });
}

document.addEventListener("finished", (event) => {
  const id = conversationOf(event);
  if (!id) return;
  const address = "/chat/" + id;
  htmx.ajax("GET", address, { target: "#main", select: "#main", swap: "outerHTML" }).then(() => {
    window.history.replaceState(null, "", address);
    const end = document.getElementById("end");
    if (end) end.scrollIntoView({ block: "end" });
    const say = document.getElementById("say");
    if (say && window.matchMedia("(pointer: fine)").matches) say.focus();
  });
});

// Enter sends where there is a real keyboard; a new line is Shift and Enter.
document.addEventListener("keydown", (event) => {
  const fine = window.matchMedia("(pointer: fine)").matches;
  if (event.target.id !== "say" || event.key !== "Enter" || event.shiftKey || event.isComposing || !fine) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// How many cards wait, in the navigation of every open page.
document.addEventListener("changed", (event) => {
  const waiting = Number(event.detail && event.detail.data);
  const count = document.getElementById("waiting");
  if (!count || !Number.isInteger(waiting)) return;
  count.hidden = waiting === 0;
  document.getElementById("how-many").textContent = String(waiting);
});

// The board: a card may be dragged to another stage, which is the same as choosing it and pressing Move.
const stageUnder = (event) => around(event, "[data-board] [data-stage]");
let dragged = null;

document.addEventListener("pointerover", (event) => {
  const card = around(event, "[data-board] [data-job]");
  if (card && card.querySelector("form.move")) card.draggable = true;
});

document.addEventListener("dragstart", (event) => {
  dragged = around(event, "[data-board] [data-job]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const stage = dragged && stageUnder(event);
  document.querySelectorAll(".dropping").forEach((one) => one !== stage && one.classList.remove("dropping"));
  if (!stage || stage.contains(dragged)) return;
  event.preventDefault();
  stage.classList.add("dropping");
});

document.addEventListener("drop", (event) => {
  const stage = dragged && stageUnder(event);
  if (!stage || stage.contains(dragged)) return;
  event.preventDefault();
  const form = dragged.querySelector("form.move");
  form.elements.to.value = stage.dataset.stage;
  if (form.elements.to.value) form.requestSubmit();
});

document.addEventListener("dragend", () => {
  dragged = null;
  document.querySelectorAll(".dropping").forEach((one) => one.classList.remove("dropping"));
});
