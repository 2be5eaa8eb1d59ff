// Elements are made here and nowhere else, and text is only ever text: nothing is parsed as HTML.

/**
 * @param {string} tag
 * @param {Object<string, *>} attributes "on..." is a listener, true an attribute without a value, false or null none
 * @param {...*} children elements, or text
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, String(value));
    }
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

const FORMAT = new Intl.DateTimeFormat(undefined, {
  year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});

/** A moment in the reader's own time; the element has it in UTC. */
export function time(text) {
  return el("time", { datetime: text, title: text }, moment(text));
}

export function moment(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : FORMAT.format(at);
}

/** Names and values of one thing. */
export function facts(...pairs) {
  return el("dl", {}, ...pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

export function code(text) {
  return el("code", {}, text);
}

/**
 * A table that small windows show as cards. Roles are named because a changed display takes them away in some browsers.
 *
 * @param {string} caption
 * @param {string[]} columns
 * @param {Array<Array<*>>} rows
 */
export function table(caption, columns, rows) {
  const head = el("tr", { role: "row" }, ...columns.map((name) => el("th", { role: "columnheader", scope: "col" }, name)));
  const body = rows.map((cells) => el("tr", { role: "row" },
    ...cells.map((cell, at) => el("td", { role: "cell", "data-label": columns[at] }, cell))));
  return el("table", { role: "table" },
    el("caption", {}, caption),
    el("thead", { role: "rowgroup" }, head),
    el("tbody", { role: "rowgroup" }, ...body));
}

let fields = 0;

/**
 * A labelled field.
 *
 * @param {string} label
 * @param {Object<string, *>} attributes of the input
 * @param {string} [hint]
 * @returns {{row: HTMLElement, input: HTMLInputElement}}
 */
export function field(label, attributes, hint) {
  const id = "field-" + (fields += 1);
  const input = el("input", { ...attributes, id, "aria-describedby": hint ? id + "-hint" : null });
  const row = el("div", { class: "field" }, el("label", { for: id }, label), input,
    hint ? el("p", { class: "hint", id: id + "-hint" }, hint) : null);
  return { row, input };
}

/** Who did a step of a history: the person where the token named one, and the client. */
export function who(act) {
  return act.person ? act.person + " (" + act.client + ")" : act.client;
}
