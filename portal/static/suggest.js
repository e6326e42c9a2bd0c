/*
 * Enhancement only: suggestions under a search box while one types; without this file the box is a plain form.
 * The box is a combobox of ARIA 1.2 with a list: the focus stays in the box, an option is a page to go to.
 * Nothing is stored. Who says how many there are, in the page's language, is the server.
 */
"use strict";

(() => {
  const PAUSE = 120;
  const LEAST = 2;
  const known = new WeakSet();

  /** Makes an element with attributes and children. */
  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** Makes a search box a combobox; once. */
  function equip(box) {
    if (known.has(box)) return;
    known.add(box);
    const list = make("ul", { id: `${box.id}-suggestions`, role: "listbox", class: "suggest", "aria-label": box.dataset.label });
    const status = make("p", { class: "ds-sr-only", role: "status" });
    list.hidden = true;
    box.parentElement.append(list);
    box.form.append(status);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) box.setAttribute(key, value);

    let asking = null;
    let waiting = 0;
    let active = -1;
    const typed = () => box.value.trim();
    const isOpen = () => !list.hidden;

    function open(wanted) {
      list.hidden = !wanted;
      box.setAttribute("aria-expanded", String(wanted));
      if (!wanted) activate(-1);
    }

    function stop() {
      clearTimeout(waiting);
      asking?.abort();
      open(false);
    }

    function activate(place) {
      const options = list.children;
      options[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = options[place];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        box.setAttribute("aria-activedescendant", option.id);
      } else {
        box.removeAttribute("aria-activedescendant");
      }
    }

    /** Goes where an option leads; who comes back finds the list closed. */
    function go(option) {
      stop();
      location.assign(option.dataset.url);
    }

    /** Goes on by one option; before the first and after the last one stands the box itself. */
    function step(by) {
      const number = list.children.length;
      activate(((active + 1 + by + number + 1) % (number + 1)) - 1);
    }

    function show(answer) {
      active = -1;
      list.replaceChildren(...answer.suggestions.map((one, place) => {
        const text = make("span", { class: "suggest-text", lang: one.lang }, one.text);
        const kind = make("span", { class: "suggest-kind" }, one.note ? `${one.kind} · ${one.note}` : one.kind);
        const option = make("li", { id: `${list.id}-${place}`, role: "option", "aria-selected": "false" }, text, " ", kind);
        option.dataset.url = one.url;
        return option;
      }));
      open(answer.suggestions.length > 0);
      status.textContent = answer.said;
    }

    async function ask() {
      asking?.abort();
      if (typed().length < LEAST) return stop();
      asking = new AbortController();
      const signal = asking.signal;
      try {
        const joint = box.dataset.suggest.includes("?") ? "&" : "?";
        const answer = await fetch(`${box.dataset.suggest}${joint}q=${encodeURIComponent(typed())}`, { signal });
        if (!answer.ok) return stop();
        const found = await answer.json();
        if (!signal.aborted && document.activeElement === box) show(found);
      } catch (problem) {
        if (problem.name !== "AbortError") open(false);
      }
    }

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      activate(-1);
      waiting = setTimeout(ask, PAUSE);
    });
    box.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (isOpen()) step(event.key === "ArrowDown" ? 1 : -1);
        else ask();
      } else if (event.key === "Escape" && isOpen()) {
        event.preventDefault();
        stop();
      } else if (event.key === "Enter" && isOpen() && active >= 0) {
        event.preventDefault();
        go(list.children[active]);
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
        activate(-1);
      }
    });
    box.addEventListener("blur", stop);
    box.form.addEventListener("submit", stop);
    // A press must not take the focus, or the list would be gone before it is a click.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
  }

  document.querySelectorAll("input[data-suggest]").forEach(equip);
  // A list that was narrowed brings a new box.
  document.addEventListener("focusin", ({ target }) => { if (target.matches("input[data-suggest]")) equip(target); });
})();
