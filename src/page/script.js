// What is quicker with a script. Every page works without it.
(() => {
  "use strict";
  const box = document.getElementById("q");

  // "/" leads to the search box, as long as nothing is being typed.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && box && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // Where there is room for it, the sidebar is open.
  const sidebar = document.querySelector(".narrow > details");
  if (sidebar && window.matchMedia("(min-width: 56rem)").matches) sidebar.open = true;

  // A passage to be cited is copied at a press.
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    const said = document.createElement("span");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    if (text.dataset.copy) button.setAttribute("aria-label", `Copy ${text.dataset.copy}`);
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.value ?? text.href ?? text.textContent);
        said.textContent = " Copied";
      } catch {
        said.textContent = " Not copied: select the text and copy it";
      }
    });
    text.after(" ", button, said);
  }

  if (box) suggest(box);

  // What a search that begins so may be for, as a listbox below the box (WAI-ARIA, combobox pattern).
  function suggest(box) {
    const list = document.createElement("ul");
    list.id = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    box.form.append(list);
    box.setAttribute("role", "combobox");
    box.setAttribute("autocomplete", "off");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");
    const kinds = { topic: "topic", publisher: "publisher", short_form: "short form", title: "release" };
    let asked = null, wait = 0, at = -1, typed = box.value;

    const close = () => {
      list.hidden = true;
      at = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };

    const choose = (option) => {
      if (option.dataset.id) location.assign(`/releases/${encodeURIComponent(option.dataset.id)}`);
      else {
        box.value = option.dataset.q;
        close();
        box.form.requestSubmit();
      }
    };

    const show = (suggestions) => {
      list.replaceChildren(...suggestions.map((suggestion, number) => {
        const option = document.createElement("li");
        const kind = document.createElement("span");
        option.id = `suggestion-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dir = "auto";
        option.textContent = suggestion.text;
        kind.className = "quiet";
        kind.textContent = ` ${kinds[suggestion.kind] ?? ""}`;
        option.append(kind);
        option.dataset.q = suggestion.q;
        if (suggestion.kind === "title" && suggestion.id) option.dataset.id = suggestion.id;
        // Before the box loses focus.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(option);
        });
        return option;
      }));
      at = -1;
      box.removeAttribute("aria-activedescendant");
      list.hidden = suggestions.length === 0;
      box.setAttribute("aria-expanded", String(!list.hidden));
    };

    box.addEventListener("input", () => {
      typed = box.value;
      clearTimeout(wait);
      asked?.abort();
      if (typed.trim().length < 2) return close();
      wait = setTimeout(async () => {
        asked = new AbortController();
        try {
          const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
          if (answer.ok && document.activeElement === box) show((await answer.json()).suggestions);
        } catch {
          close();
        }
      }, 120);
    });

    box.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const options = list.children;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        options[at]?.setAttribute("aria-selected", "false");
        // One place more than there are options: the box itself.
        const places = options.length + 1;
        at = ((at + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1;
        options[at]?.setAttribute("aria-selected", "true");
        options[at]?.scrollIntoView({ block: "nearest" });
        if (at < 0) box.removeAttribute("aria-activedescendant");
        else box.setAttribute("aria-activedescendant", options[at].id);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        choose(options[at]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });
    box.addEventListener("blur", close);
  }
})();
