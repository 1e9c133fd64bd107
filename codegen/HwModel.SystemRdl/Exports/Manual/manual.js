"use strict";
(function () {
  const data = JSON.parse(document.getElementById("page.data").textContent);
  const byId = new Map(data.registers.map(r => [r.id, r]));
  const root = document.documentElement;

  // Colours: the system's, unless the reader or the address chose.
  const wanted = new URLSearchParams(location.search).get("theme") || stored("theme");
  if (wanted === "dark" || wanted === "light") root.dataset.theme = wanted;
  document.getElementById("page.theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("hwmodel-theme", root.dataset.theme); } catch { /* a file may have no storage */ }
  });

  function stored(name) {
    try { return localStorage.getItem("hwmodel-" + name); } catch { return null; }
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Numbers: hexadecimal (0x), binary (0b), decimal, with underscores and blanks.
  function parseNumber(text) {
    const clean = text.trim().replace(/[_\s]/g, "").toLowerCase();
    if (!/^(0x[0-9a-f]+|0b[01]+|[0-9]+)$/.test(clean)) return null;
    return BigInt(clean);
  }

  const ones = width => (1n << BigInt(width)) - 1n;
  const hex = (value, bits) => "0x" + value.toString(16).toUpperCase().padStart(Math.ceil(bits / 4), "0");
  const part = (value, field) => (value >> BigInt(field.low)) & ones(field.width);

  // The calculator of one register.
  function buildCalculator(details) {
    if (details.dataset.ready) return;
    details.dataset.ready = "1";
    const register = byId.get(details.dataset.register);
    const row = element("div", "row");
    const input = element("input", "value");
    input.setAttribute("aria-label", "Value of " + register.path);
    input.spellcheck = false;
    const problem = element("span", "problem");
    const binary = element("p", "binary");
    row.append(input, button("Reset value", () => show(BigInt(register.reset))), button("Zero", () => show(0n)), button("Ones", () => show(ones(register.width))), problem);
    const parts = element("div", "parts");
    const editors = register.fields.map(field => makeEditor(field));
    details.append(row, parts, binary);
    let value = 0n;
    show(BigInt(register.reset));
    input.addEventListener("input", () => {
      const number = parseNumber(input.value);
      if (number === null) return fail("a number like 0x1F, 0b101 or 31");
      if (number > ones(register.width)) return fail("does not fit " + register.width + " bits");
      show(number, input);
    });
    details.show = show;

    function fail(text) {
      input.classList.add("bad");
      problem.textContent = text;
    }

    function button(text, action) {
      const made = element("button", "", text);
      made.type = "button";
      made.addEventListener("click", action);
      return made;
    }

    function makeEditor(field) {
      const label = element("label", "", field.name);
      const decimal = element("span", "b");
      const members = field.enum ? data.enums[field.enum] : null;
      const editor = element("input");
      editor.spellcheck = false;
      editor.dataset.field = field.name;
      editor.setAttribute("aria-label", field.name);
      editor.addEventListener("input", () => {
        const number = parseNumber(editor.value);
        const fits = number !== null && number <= ones(field.width);
        editor.classList.toggle("bad", !fits);
        if (fits) put(number, editor);
      });
      const cell = element("span");
      cell.append(editor);
      let select = null;
      if (members) {
        select = element("select");
        select.setAttribute("aria-label", field.name + " by name");
        select.append(new Option("", ""));
        for (const [number, name] of members) select.append(new Option(name + " = " + number, number));
        select.addEventListener("change", () => { if (select.value !== "") put(BigInt(select.value), select); });
        cell.append(" ", select);
      }
      parts.append(element("span", "b", field.bits), label, cell, decimal);

      function put(number, from) {
        const mask = ones(field.width) << BigInt(field.low);
        show((value & ~mask) | (number << BigInt(field.low)), from);
      }

      return now => {
        const number = part(now, field);
        if (document.activeElement !== editor) {
          editor.value = hex(number, field.width);
          editor.classList.remove("bad");
        }
        decimal.textContent = number.toString();
        if (select) select.value = members.some(m => m[0] === number.toString()) ? number.toString() : "";
      };
    }

    function show(number, from) {
      value = number;
      if (from !== input) input.value = hex(value, register.width);
      input.classList.remove("bad");
      problem.textContent = "";
      for (const update of editors) update(value);
      binary.textContent = value.toString(2).padStart(register.width, "0").replace(/(.{4})(?=.)/g, "$1 ");
      details.dataset.value = hex(value, register.width);
    }
  }

  for (const details of document.querySelectorAll("details.calc"))
    details.addEventListener("toggle", () => { if (details.open) buildCalculator(details); });

  // A click on a drawn field lights its row.
  for (const shape of document.querySelectorAll(".bits g[data-field]")) {
    shape.addEventListener("click", () => {
      const row = document.getElementById(shape.dataset.field);
      for (const lit of document.querySelectorAll("tr.lit")) lit.classList.remove("lit");
      row.classList.add("lit");
      row.scrollIntoView({ block: "nearest" });
    });
  }

  // Search. A hit in a name counts most, then titles, fields, texts; a number finds the register that holds the address.
  const box = document.getElementById("page.search");
  const results = document.getElementById("page.results");
  const tree = document.getElementById("page.tree");
  let chosen = -1;

  // The indices of the element that covers the address, outermost array first; null for a miss.
  function indicesAt(register, address) {
    const indices = [];
    let rest = address - register.address;
    if (rest < 0) return null;
    for (const [count, stride] of register.arrays) {
      const index = stride > 0 ? Math.min(Math.floor(rest / stride), count - 1) : 0;
      indices.push(index);
      rest -= index * stride;
    }
    return rest < register.size ? indices : null;
  }

  function find(query) {
    const text = query.trim().toLowerCase();
    const hits = [];
    if (text === "") return hits;
    const number = /^0x[0-9a-f]+$/.test(text) ? Number(text) : null;
    for (const register of data.registers) {
      const field = register.fields.find(f => f.name.toLowerCase().includes(text));
      const described = register.fields.find(f => f.text.toLowerCase().includes(text));
      const path = register.path.toLowerCase();
      const name = path.substring(path.lastIndexOf(".") + 1);
      let score = 0, why = register.title;
      const indices = number === null ? null : indicesAt(register, number);
      if (indices) { score = 120; why = indices.length ? "element " + indices.map(i => "[" + i + "]").join("") + " holds " + text : "holds " + text; }
      else if (name === text || name.startsWith(text + "[")) score = 100;
      else if (name.startsWith(text)) score = 90;
      else if (path.includes(text)) score = 80;
      else if (field) { score = field.name.toLowerCase() === text ? 75 : 70; why = "field " + field.name + " [" + field.bits + "]: " + field.text; }
      else if (register.title.toLowerCase().includes(text)) score = 60;
      else if (described) { score = 40; why = "field " + described.name + " [" + described.bits + "]: " + described.text; }
      else if (register.text.toLowerCase().includes(text)) { score = 30; why = around(register.text, text); }
      if (score > 0) hits.push({ register, score, why });
    }
    return hits.sort((a, b) => b.score - a.score || a.register.address - b.register.address).slice(0, 60);
  }

  function around(text, query) {
    const at = text.toLowerCase().indexOf(query);
    const from = Math.max(0, at - 40);
    return (from > 0 ? "…" : "") + text.substring(from, at + query.length + 60) + (at + query.length + 60 < text.length ? "…" : "");
  }

  function marked(text, query) {
    const made = document.createDocumentFragment();
    const at = text.toLowerCase().indexOf(query.toLowerCase());
    if (at < 0) return text;
    made.append(text.substring(0, at), element("mark", "", text.substring(at, at + query.length)), text.substring(at + query.length));
    return made;
  }

  function search() {
    const query = box.value.trim();
    results.replaceChildren();
    chosen = -1;
    results.hidden = query === "";
    tree.hidden = query !== "";
    if (query === "") return;
    const hits = find(query);
    for (const hit of hits) {
      const link = element("a");
      link.href = "#" + hit.register.id;
      const name = element("b");
      name.append(marked(hit.register.path, query));
      const why = element("small");
      why.append("0x" + hit.register.address.toString(16).toUpperCase().padStart(3, "0") + "  ", marked(hit.why.length > 130 ? hit.why.substring(0, 129) + "…" : hit.why, query));
      link.append(name, why);
      const item = element("li");
      item.append(link);
      results.append(item);
    }
    if (hits.length === 0) results.append(element("li", "empty", "Nothing found."));
    results.dataset.count = hits.length;
  }

  box.addEventListener("input", search);
  box.addEventListener("keydown", event => {
    const links = [...results.querySelectorAll("a")];
    if (event.key === "Escape") { box.value = ""; search(); box.blur(); return; }
    if (event.key === "Enter" && links.length) { links[Math.max(chosen, 0)].click(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (chosen >= 0) links[chosen].classList.remove("on");
    chosen = Math.max(0, Math.min(links.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
    if (links[chosen]) { links[chosen].classList.add("on"); links[chosen].scrollIntoView({ block: "nearest" }); }
  });
  document.addEventListener("keydown", event => {
    const inText = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !inText) { event.preventDefault(); box.focus(); }
  });

  // Addresses: #top-reg=0x12 decodes a value, #search=word searches.
  function follow() {
    const hash = decodeURIComponent(location.hash.substring(1));
    const equals = hash.indexOf("=");
    if (equals >= 0) {
      const name = hash.substring(0, equals), rest = hash.substring(equals + 1);
      if (name === "search") { box.value = rest; search(); return; }
      const card = document.getElementById(name);
      const details = card && card.querySelector("details.calc");
      const number = parseNumber(rest);
      if (details && byId.has(name)) {
        details.open = true;
        buildCalculator(details);
        if (number !== null && number <= ones(byId.get(name).width)) details.show(number);
        card.scrollIntoView();
      }
    }
    for (const link of tree.querySelectorAll("a")) link.classList.toggle("here", link.getAttribute("href") === "#" + hash.split("=")[0]);
  }

  window.addEventListener("hashchange", follow);
  follow();
})();
