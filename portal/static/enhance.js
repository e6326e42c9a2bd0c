/*
 * Enhancement only: every page works without this file.
 * 1. A changed filter answers at once: the same address is fetched, the results region and the facets' counts are
 *    replaced, focus stays, the new sentence is announced, the address bar follows.
 * 2. Open menus close on Escape and on a click elsewhere.
 */
"use strict";

document.documentElement.classList.add("enhanced");

const results = () => document.getElementById("results");
let asking = null;

/** Says the list's new sentence to assistive technology; the sentence is the page's own, already in its language. */
function announce() {
  let region = document.getElementById("announcement");
  if (!region) {
    region = document.createElement("p");
    region.id = "announcement";
    region.className = "ds-sr-only";
    region.setAttribute("role", "status");
    document.querySelector("main").append(region);
  }
  const sentence = document.querySelector("[data-total]");
  // A moment later, so that a region just made is known before its words come.
  setTimeout(() => { region.textContent = sentence ? sentence.textContent.trim() : ""; }, 100);
}

/** Takes the counts and choices of a fetched facet without moving the visitor's focus. */
function refreshFacet(old, fresh) {
  if (!old.contains(document.activeElement)) {
    const unfolded = old.querySelector("details.more[open]");
    old.replaceWith(fresh);
    if (unfolded) fresh.querySelector("details.more")?.setAttribute("open", "");
    return;
  }
  for (const option of old.querySelectorAll("[data-value]")) {
    const twin = fresh.querySelector(`[data-value="${CSS.escape(option.dataset.value)}"]`);
    option.dataset.count = twin ? twin.dataset.count : "0";
    option.querySelector(".count").textContent = twin ? twin.querySelector(".count").textContent : "0";
    option.querySelector("input").checked = Boolean(twin?.querySelector("input").checked);
  }
}

/** Puts what a fetched page says into this one. */
function take(page) {
  results().replaceChildren(...page.getElementById("results").childNodes);
  document.title = page.title;
  for (const fresh of page.querySelectorAll(".facet")) {
    const old = document.getElementById(fresh.id);
    if (old) refreshFacet(old, fresh);
  }
  // What else carries the list's address: the count on the button, the search box's kept filters, the languages.
  for (const selector of [".filter-toggle > summary", ".search-box", ".languages ul"]) {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
  }
  announce();
}

/** Asks for an address and shows its answer; on any failure the browser goes there the plain way. */
async function ask(address, remember) {
  asking?.abort();
  asking = new AbortController();
  results().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("results")) throw new Error("not a list");
    if (remember) history.pushState({ list: true }, "", address);
    take(page);
    results().removeAttribute("aria-busy");
    return true;
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(address);
  }
}

/** Folds the filters of a narrow screen and goes to the list. */
function showList() {
  document.querySelector(".filter-toggle").open = false;
  const heading = results().querySelector("[data-total]");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/** The address a form would go to, without its empty fields. */
function addressOf(form) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") asked.append(name, value);
  const text = asked.toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

const filters = document.querySelector("form.filters[data-enhance]");
if (filters && results()) {
  history.replaceState({ list: true }, "");
  filters.addEventListener("change", () => ask(addressOf(filters), true));
  filters.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await ask(addressOf(filters), true)) showList();
  });
  addEventListener("popstate", (event) => { if (event.state?.list) ask(location.href, false); });
}

const openMenus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.parentElement.contains(event.target)) menu.open = false;
});
