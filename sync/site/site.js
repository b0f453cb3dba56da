// Colours by choice, and the table of all plots: sorted, filtered, paged. Nothing is loaded.
"use strict";

(() => {
  const root = document.documentElement;
  const kept = (value) => {
    // a page that is a file may have no storage
    try {
      if (value !== undefined) localStorage.setItem("pyplots-sync-theme", value);
      return localStorage.getItem("pyplots-sync-theme");
    } catch {
      return null;
    }
  };
  const chosen = kept();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  const startTheme = () => {
    const button = document.getElementById("theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
    const say = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", `${button.textContent} colours`);
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      kept(root.dataset.theme);
      say();
    });
    system.addEventListener("change", say);
    say();
    button.hidden = false;
  };

  // what a cell's code means: see Cell in scores.py
  const stateOf = (code) =>
    code === "" ? "missing" : code === "?" ? "untested" : code[0] === "-" ? "rejected" : "tested";
  const valueOf = (code) =>
    code === "" ? -3000 : code === "?" ? -2000 : code[0] === "-" ? Number(code.slice(1)) - 1000 : code === "+" ? 0 : Number(code);

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const startTable = () => {
    const holder = document.getElementById("data");
    if (!holder) return;
    const data = JSON.parse(holder.textContent);
    const form = document.getElementById("filter");
    const pager = document.getElementById("pager");
    const count = document.getElementById("count");
    const body = document.querySelector("table.coverage tbody");
    const heads = document.querySelectorAll("table.coverage thead th");
    const sizes = document.getElementById("rows");

    const specs = data.specs.map(([id, title, cells, tags, page]) => {
      const codes = cells.split(",").slice(0, data.libraries.length);
      const values = codes.map(valueOf);
      const states = codes.map(stateOf);
      const scores = codes.filter((code, at) => states[at] === "tested" && code !== "+").map(Number);
      return {
        id, title, codes, values, states, tags,
        page: page ?? `${id}.html`,
        text: `${id} ${title}`.toLowerCase(),
        best: scores.length ? Math.max(...scores) : -1,
        count: states.filter((state) => state === "tested").length,
      };
    });
    let order = { key: "id", down: false };
    let found = specs;
    let at = 0;

    const chip = (code) => {
      const state = stateOf(code);
      const shown = (sign, says, style) => {
        const made = element("span", `chip ${style}`);
        if (!says) {
          made.textContent = sign;
        } else {
          const sight = element("span", "", sign);
          sight.setAttribute("aria-hidden", "true");
          made.append(sight, element("span", "sr", says));
        }
        return made;
      };
      if (state === "missing") return shown("\u2013", "missing", "missing");
      if (state === "untested") return shown("\u25cb", "untested", "untested");
      if (state === "rejected") return shown(`\u2717\u2009${code.slice(1)}`, `${code.slice(1)}, not approved`, "rejected");
      if (code === "+") return shown("\u2713", "tested, without a score", "band-1");
      const score = Number(code);
      return shown(code, "", `band-${data.limits.filter((limit) => score >= limit).length}`);
    };

    const rowOf = (spec) => {
      const row = element("tr");
      const head = element("th");
      head.scope = "row";
      const link = element("a");
      link.setAttribute("href", `plots/${spec.page}`);
      link.append(element("span", "title", spec.title), " ", element("span", "id", spec.id));
      head.append(link);
      const best = spec.best < 0 ? "" : String(spec.best);
      row.append(head, element("td", "number", best), element("td", "number", `${spec.count}/${data.libraries.length}`));
      for (const code of spec.codes) {
        const cell = element("td");
        cell.append(chip(code));
        row.append(cell);
      }
      return row;
    };

    const size = () => Number(sizes.value);
    const pages = () => Math.max(1, Math.ceil(found.length / size()));

    const draw = () => {
      at = Math.min(Math.max(at, 0), pages() - 1);
      body.replaceChildren(...found.slice(at * size(), (at + 1) * size()).map(rowOf));
      const told = found.length === 1 ? "1 plot" : `${found.length.toLocaleString("en")} plots`;
      count.textContent = found.length === specs.length ? told : `${told} of ${specs.length.toLocaleString("en")}`;
      document.getElementById("page").textContent = `Page ${at + 1} of ${pages()}`;
      const ends = { first: at === 0, previous: at === 0, next: at === pages() - 1, last: at === pages() - 1 };
      for (const button of pager.querySelectorAll("button")) {
        // not disabled: who is on it with the keyboard would lose their place
        button.setAttribute("aria-disabled", ends[button.dataset.page]);
      }
      pager.hidden = specs.length <= data.rows;
    };

    const keyOf = {
      id: (spec) => spec.id,
      best: (spec) => spec.best,
      count: (spec) => spec.count,
    };
    const sort = () => {
      const key = keyOf[order.key] ?? ((spec) => spec.values[Number(order.key)]);
      const turn = order.down ? -1 : 1;
      const less = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
      found.sort((a, b) => turn * less(key(a), key(b)) || less(a.id, b.id));
      for (const head of heads) {
        const isKey = head.querySelector("button").dataset.sort === order.key;
        if (isKey) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      }
    };

    const filter = () => {
      const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      const start = form.tag.value.trim().toLowerCase();
      const names = new Set(data.tags.flatMap((tag, place) => (tag.startsWith(start) ? [place] : [])));
      const exact = data.tags.indexOf(start);
      const tags = exact >= 0 ? new Set([exact]) : names;
      const library = form.library.value;
      const state = form.state.value;
      const fits = (there) => (state ? there === state : there !== "missing");
      found = specs.filter(
        (spec) =>
          words.every((word) => spec.text.includes(word)) &&
          (!start || spec.tags.some((tag) => tags.has(tag))) &&
          (library ? fits(spec.states[Number(library)]) : !state || spec.states.includes(state)),
      );
      at = 0;
    };

    const keep = () => {
      const told = new URLSearchParams();
      for (const name of ["q", "tag", "library", "state"]) {
        const value = form[name].value;
        if (value) told.set(name, name === "library" ? data.libraries[Number(value)][0] : value);
      }
      const text = told.toString();
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    };
    const restore = () => {
      const told = new URLSearchParams(location.hash.slice(1));
      for (const name of ["q", "tag", "library", "state"]) {
        const value = told.get(name) ?? "";
        const place = data.libraries.findIndex(([id]) => id === value);
        form[name].value = name === "library" && value ? String(place) : value;
      }
      return told.size > 0;
    };
    const change = () => {
      filter();
      sort();
      draw();
    };

    data.libraries.forEach(([id, name], place) => {
      const option = element("option", "", name || id);
      option.value = String(place);
      form.library.append(option);
    });
    const list = document.getElementById("tags");
    list.append(...data.tags.map((tag) => Object.assign(element("option"), { value: tag })));

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      change();
      keep();
    });
    form.addEventListener("reset", () => {
      // the fields are empty after this event
      setTimeout(() => {
        change();
        keep();
      });
    });
    for (const button of document.querySelectorAll("table.coverage thead button")) {
      button.addEventListener("click", () => {
        const key = button.dataset.sort;
        // the best first, names from the first
        order = { key, down: order.key === key ? !order.down : key !== "id" };
        at = 0;
        sort();
        draw();
      });
    }
    pager.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || button.getAttribute("aria-disabled") === "true") return;
      at = { first: 0, previous: at - 1, next: at + 1, last: pages() - 1 }[button.dataset.page];
      draw();
      document.getElementById("table").scrollIntoView({ block: "start" });
    });
    sizes.addEventListener("change", () => {
      at = 0;
      draw();
    });
    addEventListener("hashchange", () => {
      restore();
      change();
    });

    found = [...specs];
    if (restore()) change();
    else draw();
    form.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    startTheme();
    // once the page has been painted with the rows that stand in it
    requestAnimationFrame(() => setTimeout(startTable));
  });
})();
