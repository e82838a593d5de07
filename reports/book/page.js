"use strict";
// The page's conveniences: contents that follow, copying and citing, the filter, two figures to
// explore. Without this script nothing of the report is missing. It fetches nothing.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const given = JSON.parse(document.getElementById("given").textContent);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// ---------------------------------------------------------------- the mathematics of the figures
// Whether a point is inside, on or beyond a border is decided in whole numbers: `one` is 1.

/** FE-6: what the weights (1 − z)ᵏ do for z = aΔt, in units of 1/one. */
function memoryIs(z, one) {
  if (z <= 0) return "not a memory";
  if (z < one) return "monotone";
  if (z === one) return "forgetting at once";
  if (z < 2 * one) return "alternating";
  return z === 2 * one ? "on the edge" : "unbounded";
}

/** FE-7, REC-1: the weights factorᵏ of the inputs k = 0 … n steps old. */
function weights(factor, n) {
  const found = [1];
  while (found.length <= n) found.push(factor * found.at(-1));
  return found;
}

/** MOM-7: 1 inside the triangle |β| < 1, 0 < q < 2(1 + β), 0 on its edge, −1 outside. */
function side(beta, q, one) {
  return Math.sign(Math.min(one - beta, q, 2 * (one + beta) - q));
}

/** MOM-7: the larger size of a root of z² − (1 + β − q) z + β. */
function spectralRadius(beta, q) {
  const trace = 1 + beta - q;
  const discriminant = trace * trace - 4 * beta;
  return discriminant < 0 ? Math.sqrt(beta) : (Math.abs(trace) + Math.sqrt(discriminant)) / 2;
}

/** L17 on L = ½ λ W² from W = 1, m = 0, with m in units of W: W₀ … Wₙ. */
function momentumRun(beta, q, n) {
  const found = [1];
  for (let m = 0; found.length <= n; found.push(found.at(-1) + m)) m = beta * m - q * found.at(-1);
  return found;
}

/** MOM-8: the sign of the speed-up's excess over 1, inside the triangle and for 0 < q < 2: β < 0 is
 * slower, and β > 0 is where |1 − q| < √β, that is between 1 − √β and 1 + √β. */
function pace(beta, q, one) {
  return Math.sign(beta <= 0 ? beta : (one - q) ** 2 - beta * one);
}

/** MOM-8: how many steps of plain descent, of factor 1 − q, one step of momentum does. */
function speedUp(beta, q) {
  return Math.log(spectralRadius(beta, q)) / Math.log(Math.abs(1 - q));
}

// ---------------------------------------------------------------- drawing

const LEFT = 40, RIGHT = 10, TOP = 22, BOTTOM = 36;
const short = (value) => String(+value.toPrecision(3)).replace("-", "−");
const point = (x, y) => `${x.toFixed(2)} ${y.toFixed(2)}`;
const line = (points, style) => `<path d="M${points.map(([x, y]) => point(x, y)).join("L")}" ${style}/>`;
const dot = ([x, y], r, style) => `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="${r}" ${style}/>`;
const words = (x, y, text, style = "") => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${style}>${text}</text>`;
const END = 'text-anchor="end"', MIDDLE = 'text-anchor="middle"';
const inked = (colour, style = END) => `${style} fill="var(--${colour})" font-weight="600"`;
const stroke = (colour, width, dashes = "") =>
  `fill="none" stroke="var(--${colour})" stroke-width="${width}" stroke-dasharray="${dashes}"`;

/** A plane with its axes: `at` leads to the drawing, `back` from it; `clip` cuts off what leaves. */
function plane(name, { x, y, across, up, labels, size = [340, 250] }) {
  const [width, height] = size, wide = width - LEFT - RIGHT, high = height - TOP - BOTTOM;
  const at = (u, v) => [
    LEFT + ((u - x[0]) / (x[1] - x[0])) * wide,
    TOP + ((y[1] - v) / (y[1] - y[0])) * high,
  ];
  const back = (px, py) => [
    x[0] + ((px - LEFT) / wide) * (x[1] - x[0]),
    y[1] - ((py - TOP) / high) * (y[1] - y[0]),
  ];
  const grid = [
    ...across.map((u) => line([at(u, y[0]), at(u, y[1])], stroke("rule", 0.7))),
    ...up.map((v) => line([at(x[0], v), at(x[1], v)], stroke("rule", 0.7))),
    ...across.map((u) => words(at(u, 0)[0], height - BOTTOM + 15, short(u), MIDDLE)),
    ...up.map((v) => words(LEFT - 5, at(0, v)[1] + 4, short(v), END)),
    words(LEFT + wide / 2, height - 4, labels[0], MIDDLE),
    words(4, 12, labels[1]),
    `<clipPath id="${name}-clip"><rect x="${LEFT}" y="${TOP}" width="${wide}" height="${high}"/></clipPath>`,
  ];
  const clip = (...drawn) => `<g clip-path="url(#${name}-clip)">${drawn.join("")}</g>`;
  const key = (text, row, colour) => words(width - RIGHT - 4, TOP + 14 * row, text, inked(colour));
  return { at, back, clip, key, size, frame: grid.join("") };
}

/** The point to drag, as large as a fingertip but for what is drawn. */
const handle = (place) => `<g class="handle">${dot(place, 22, 'fill="transparent"')
  + dot(place, 8, 'fill="var(--series-2)" stroke="var(--paper)" stroke-width="2"')}</g>`;
const STEPS = 60, OLD = 12;

const growthPlane = plane("growth", {
  x: [0, 3], y: [0, 2], across: [0, 1, 2, 3], up: [0, 0.5, 1, 1.5, 2],
  labels: ["aΔt", "growth per step, |1 − aΔt|"],
});
const agePlane = plane("age", {
  x: [0, OLD], y: [-2, 2], across: [0, 3, 6, 9, 12], up: [-2, -1, 0, 1, 2],
  labels: ["a · age of an input", "its weight"],
});

/** The memory for z = aΔt: where it stands between the borders, and its weights beside exp(−at). */
function drawMemory(z, runs) {
  const { at } = growthPlane;
  const growth = [
    ...[1, 2].map((border) => line([at(border, 0), at(border, 2)], stroke("faint", 0.8, "1 2"))),
    line([at(0, 1), at(3, 1)], stroke("faint", 0.8, "5 3")),
    line([at(0, 1), at(1, 0), at(3, 2)], stroke("ink", 1.5)),
    ...runs.map((run) => dot(at(...run), 2.5, stroke("series-1", 1))),
    handle(at(z, Math.abs(1 - z))),
  ];
  const named = [["monotone", 0.5], ["alternating", 1.5], ["unbounded", 2.5]].map(([word, middle]) =>
    words(at(middle, 0)[0], TOP + 12, word, `${MIDDLE} class="faint"`));
  const memory = weights(1 - z, Math.floor(OLD / z)).map((weight, k) => [k * z, weight]);
  const beside = Array.from({ length: 10 * OLD + 1 }, (_, k) => agePlane.at(k / 10, Math.exp(-k / 10)));
  // beyond the frame a point is cut off; far beyond, the drawing's numbers would overflow
  const seen = ([age, weight]) => agePlane.at(age, Math.max(-9, Math.min(9, weight)));
  const age = [
    line([agePlane.at(0, 0), agePlane.at(OLD, 0)], stroke("faint", 0.8)),
    line(beside, stroke("ink", 1.5)),
    line(memory.map(seen), stroke("series-1", 0.8, "3 2")),
    ...memory.map((pair) => dot(seen(pair), 3, 'fill="var(--series-1)"')),
  ];
  const key = agePlane.key("exp(−at), the continuous memory", 1, "ink")
    + agePlane.key("(1 − aΔt)ᵏ, the one in steps", 2, "series-1");
  return [
    growthPlane.frame + growthPlane.clip(...growth) + named.join(""),
    agePlane.frame + agePlane.clip(...age) + key,
  ];
}

/** What drawMemory shows, in words; z in units of 1/one. */
function tellMemory(z, one) {
  const is = memoryIs(z, one);
  const factor = short(Math.abs(one - z) / one);
  return `aΔt = ${short(z / one)}: ${is}. ` + {
    "monotone": `Each step keeps ${factor} of a weight: all are positive and fade, as exp(−at) does.`,
    "forgetting at once": "1 − aΔt = 0: only the newest input counts.",
    "alternating": `The weights change sign at each step and fade by the factor ${factor}.`,
    "on the edge": "The weights are 1 and −1 in turns: they neither fade nor grow.",
    "unbounded": `The weights change sign at each step and grow by the factor ${factor}.`,
  }[is];
}

const betaPlane = plane("beta", {
  x: [-1.1, 1.1], y: [-0.2, 4.2], across: [-1, -0.5, 0, 0.5, 1], up: [0, 1, 2, 3, 4],
  labels: ["β, what a step keeps of the memory", "αλ, rate × curvature"], size: [380, 340],
});
const stepPlane = plane("step", {
  x: [0, STEPS], y: [-1.25, 1.25], across: [0, 15, 30, 45, 60], up: [-1, 0, 1],
  labels: ["step n", "error Wₙ / W₀"], size: [340, 185],
});
const weightPlane = plane("weight", {
  x: [0, STEPS / 2], y: [-1.25, 1.25], across: [0, 10, 20, 30], up: [-1, 0, 1],
  labels: ["age k of a gradient, in steps", "weight βᵏ in the memory"], size: [340, 155],
});
// far outside the frame is as good as at infinity, and a drawing holds no infinity
const seen = (plane) => (v, n) => plane.at(n, Math.max(-9, Math.min(9, v)));

/** The triangle with the rates of its levels, the runs, and the point in it. */
function drawMap(beta, q, runs) {
  const { at, clip, frame } = betaPlane;
  // the points of rate r are the edge of a triangle too (MOM-7, for z = r, z = −r and |z| = r)
  const level = (r) => [at(-r * r, 1 - r * r), at(r * r, (1 - r) ** 2), at(r * r, (1 + r) ** 2), at(-r * r, 1 - r * r)];
  const map = [
    ...[0.2, 0.4, 0.6, 0.8, 0.9].map((r) => line(level(r), stroke("faint", 0.7))),
    line([at(-1, 0), at(1, 0), at(1, 4), at(-1, 0)], stroke("ink", 1.8)),
    ...runs.map(([b, l, decays]) => decays ? dot(at(b, l), 2, stroke("series-1", 1))
      : words(...at(b, l).map((v, k) => v + 4 * k), "×", MIDDLE)),
    handle(at(beta, q)),
  ];
  const named = [0.4, 0.6, 0.8].map((r) => {
    const [x, y] = at(r * r, 1);
    return words(x - 3, y, short(r), `${END} class="faint"`);
  });
  const [x, y] = at(-0.1, 2.35);
  const sides = words(x, y, "diverges", `${MIDDLE} class="faint" transform="rotate(-41 ${x} ${y})"`);
  return frame + clip(...map) + named.join("") + sides;
}

/** Momentum at (β, q): the map, the iterates beside descent's, and what the memory keeps. */
function drawTriangle(beta, q, runs) {
  const momentum = momentumRun(beta, q, STEPS).map(seen(stepPlane));
  const steps = [
    line(momentumRun(0, q, STEPS).map(seen(stepPlane)), stroke("series-2", 1.8, "5 3")),
    line(momentum, stroke("series-1", 1)),
    ...momentum.map((place) => dot(place, 2.2, 'fill="var(--series-1)"')),
  ];
  const memory = weights(beta, STEPS / 2).map(seen(weightPlane));
  const stems = memory.map(([x, y]) => line([[x, weightPlane.at(0, 0)[1]], [x, y]], stroke("series-1", 2)));
  const zero = line([weightPlane.at(0, 0), weightPlane.at(STEPS / 2, 0)], stroke("faint", 0.8));
  return [
    drawMap(beta, q, runs),
    stepPlane.frame + stepPlane.clip(...steps)
      + stepPlane.key("momentum", 1, "series-1") + stepPlane.key("plain descent", 8.2, "series-2"),
    weightPlane.frame + weightPlane.clip(zero, ...stems, ...memory.map((place) => dot(place, 2.2, 'fill="var(--series-1)"'))),
  ];
}

/** Momentum beside plain descent, in words; β and q in units of 1/one. */
function tellPace(b, l, one) {
  const where = side(b, l, one), arrives = Math.abs(one - l) < one;
  if (where < 0) return "momentum diverges";
  if (where === 0) return "momentum stands on the edge: its error does not fade";
  if (!arrives) return "momentum converges where plain descent does not";
  if (l === one) return b ? "momentum is slower: plain descent arrives in one step" : "momentum is plain descent: it arrives in one step";
  if (b === 0) return "momentum has no memory: it is plain descent";
  const worth = short(speedUp(b / one, l / one)), than = pace(b, l, one);
  if (than < 0) return `momentum is slower: a step does the work of ${worth} steps of descent`;
  return than === 0 ? "momentum is as fast as plain descent" : `a step of momentum does the work of ${worth} steps of descent`;
}

/** What drawTriangle shows: one sentence, and what is behind it. */
function tellTriangle(b, l, one) {
  const beta = b / one, q = l / one, told = `At β = ${short(beta)}, αλ = ${short(q)} ${tellPace(b, l, one)}.`;
  const boost = Math.abs(b) < one
    ? `A constant gradient is amplified 1/(1 − β) = ${short(one / (one - b))} times.` : "";
  if (side(b, l, one) <= 0) return [told, boost];
  const trace = one + b - l, pair = trace * trace < 4 * b * one;
  const how = pair ? "oscillates" : trace < 0 ? "alternates" : "does not oscillate";
  const plain = Math.abs(one - l) < one ? `, one of descent ${short(Math.abs(1 - q))}` : "";
  return [told, `The error ${how}; in the long run a step leaves ${short(spectralRadius(beta, q))} of it${plain}. ${boost}`];
}

// ---------------------------------------------------------------- the explorable figures

const EXPLORABLE = {
  stability: {
    title: "Drag the dot, or move the slider",
    one: 100,
    planes: [growthPlane, agePlane],
    sliders: [{ label: "aΔt", min: 2, max: 300, start: 50 }],
    presets: [["monotone", 50], ["at once", 100], ["alternating", 170], ["the edge", 200], ["unbounded", 220]],
    pictures: ["The growth per step over aΔt", "The weights of past inputs, discrete and continuous"],
    draw: (state, one) => drawMemory(state[0] / one, given.runs.stability),
    tell: (state, one) => [tellMemory(state[0], one)],
  },
  triangle: {
    title: "Drag the dot; arrow keys move it, too",
    one: 1000,
    planes: [betaPlane, stepPlane, weightPlane],
    sliders: [
      { label: "β", min: -1100, max: 1100, start: 900 },
      { label: "αλ", min: -200, max: 4200, start: 10 },
    ],
    presets: [["ten times", 900, 1], ["the most", 900, 3], ["slower", 900, 100], ["no memory", 0, 500],
      ["the edge", 500, 3000], ["outside", 0, 2050]],
    pictures: ["The triangle of stability over β and αλ, with the point",
      "The errors of momentum and of plain descent over the steps", "The weights of past gradients in the memory"],
    draw: (state, one) => drawTriangle(state[0] / one, state[1] / one, given.runs.triangle),
    tell: (state, one) => tellTriangle(...state, one),
  },
};

function explore(name) {
  const figure = document.getElementById(`figure-${name}`);
  if (!figure || !given.runs[name]) return;
  const { title, one, planes, sliders, presets, pictures, draw, tell } = EXPLORABLE[name];
  const drawings = [];
  for (const label of pictures) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${planes[drawings.length].size.join(" ")}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    drawings.push(svg);
  }
  drawings[0].setAttribute("tabindex", "-1"); // a sliders' keys work on the picture, once it is touched
  const inputs = sliders.map(({ label, min, max, start }) =>
    make("input", { type: "range", min, max, step: 1, value: start, "aria-label": label }));
  const said = make("output", { class: "told", "aria-live": "polite" });

  function show(state) {
    state.forEach((value, k) => {
      inputs[k].value = value; // the slider keeps it within its range
      inputs[k].setAttribute("aria-valuetext", short(inputs[k].value / one));
    });
    const now = inputs.map((input) => Number(input.value));
    draw(now, one).forEach((drawn, k) => { drawings[k].innerHTML = drawn; });
    const [first, ...others] = tell(now, one);
    said.replaceChildren(make("b", {}, first), ` ${others.join(" ")}`);
  }
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  drawings[0].addEventListener("keydown", (event) => {
    const move = ARROWS[event.key];
    if (!move) return;
    event.preventDefault();
    show(inputs.map((input, k) => Number(input.value) + move[k] * (event.shiftKey ? 10 : 1)));
  });
  function drag(event) {
    if (event.type === "pointermove" && !event.buttons) return;
    drawings[0].setPointerCapture(event.pointerId);
    drawings[0].focus({ preventScroll: true });
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      drawings[0].getScreenCTM().inverse());
    show(planes[0].back(place.x, place.y).slice(0, inputs.length).map((v) => Math.round(v * one)));
  }
  for (const event of ["pointerdown", "pointermove"]) drawings[0].addEventListener(event, drag);
  for (const input of inputs) input.addEventListener("input", () => show(inputs.map((i) => Number(i.value))));

  const buttons = presets.map(([label, ...state]) => {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => show(state));
    return button;
  });
  const panel = make("div", { class: `explore explore-${name}`, role: "group", "aria-label": title },
    make("p", { class: "hint" }, `${title}.`), make("div", { class: "planes" }, ...drawings, said),
    make("div", { class: "sliders" },
      ...inputs.map((input, k) => make("label", { class: "slider" }, make("span", {}, sliders[k].label), input))),
    make("p", { class: "presets" }, ...buttons));
  figure.querySelector(".plot").after(panel);
  figure.classList.add("explorable"); // on screen in the place of the static picture
  show(sliders.map(({ start }) => start));
}

// ---------------------------------------------------------------- few stops for the keyboard

/** One Tab leads to a group and one out of it, inside arrow keys lead on; sets where Tab arrives. */
function rove(root, selector) {
  const stop = (to) => { for (const each of all(selector, root)) each.tabIndex = each === to ? 0 : -1; };
  root.addEventListener("keydown", (event) => {
    const seen = all(selector, root).filter((each) => each.checkVisibility());
    const at = seen.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1,
      Home: 0, End: seen.length - 1 }[event.key];
    if (at < 0 || !seen[to]) return;
    event.preventDefault();
    seen[to].focus();
  });
  root.addEventListener("focusin", (event) => { if (event.target.matches(selector)) stop(event.target); });
  stop(all(selector, root)[0]);
  return stop;
}

// ---------------------------------------------------------------- the contents follow

function followContents() {
  const nav = document.querySelector(".contents");
  const fold = nav.querySelector("details"), summary = nav.querySelector("summary");
  const wide = window.matchMedia("(min-width: 62rem)");
  const links = new Map(all("a", nav).map((a) => [document.getElementById(a.hash.slice(1)), a]));
  links.delete(null);
  let current = null;
  const stop = rove(nav, "a");

  /** The entries of the contents whose own text in the page has all the words. */
  const search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search the report" });
  const texts = all("li", nav).filter((entry) => !entry.querySelector("ul")).map((entry) => {
    const place = document.getElementById(entry.querySelector("a").hash.slice(1));
    let text = (place.closest(".theorem") ?? place).textContent;
    if (!place.closest(".theorem")) {
      for (let next = place.nextElementSibling; next && !/^H[23]$/.test(next.tagName); next = next.nextElementSibling) {
        text += ` ${next.textContent}`;
      }
    }
    return [entry, text.toLowerCase()];
  });
  search.addEventListener("input", () => {
    const wanted = search.value.toLowerCase().split(/\s+/);
    for (const [entry, text] of texts) entry.hidden = !wanted.every((word) => text.includes(word));
    for (const entry of all("li:has(ul)", nav)) entry.hidden = !entry.querySelector("li:not([hidden])");
    const first = all("a", nav).find((a) => a.checkVisibility());
    if (first) stop(first);
  });
  summary.after(search);

  function mark() {
    const reached = [...links.keys()].filter((h) => h.getBoundingClientRect().top < innerHeight / 4);
    const link = links.get(reached.at(-1)) ?? null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    current = link;
    link?.setAttribute("aria-current", "location");
    if (link && !nav.contains(document.activeElement)) stop(link);
    summary.textContent = link ? `Contents · ${link.textContent}` : "Contents";
    if (!link || !wide.matches) return;
    const box = nav.getBoundingClientRect(), spot = link.getBoundingClientRect();
    if (spot.top < box.top + 40 || spot.bottom > box.bottom - 40) {
      nav.scrollTop += spot.top - box.top - box.height / 3;
    }
  }
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  const fit = () => { fold.open = wide.matches; };
  wide.addEventListener("change", fit);
  nav.addEventListener("click", (event) => { if (event.target.closest("a")) fit(); });
  nav.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || wide.matches) return;
    fold.open = false;
    summary.focus();
  });
  fit();
  mark();
}

// ---------------------------------------------------------------- citing and copying

const status = make("p", { class: "status", role: "status" });
const dialog = make("dialog", { class: "cite", "aria-labelledby": "cite-title" });

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = "Copied.";
    button.classList.add("done");
    setTimeout(() => { button.classList.remove("done"); status.textContent = ""; }, 1500);
  } catch {
    open("Copy it from here", { TeX: text });
  }
}

function open(title, texts) {
  const close = make("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  const parts = Object.entries(texts).map(([name, text]) => {
    const button = make("button", { type: "button", "aria-label": `Copy ${name}` }, "Copy");
    button.addEventListener("click", () => copy(text, button));
    return make("section", {}, make("h3", {}, name), button, make("pre", { tabindex: 0 }, text));
  });
  dialog.replaceChildren(make("h2", { id: "cite-title" }, title), close, ...parts);
  if (!dialog.open) dialog.showModal();
}

/** The citations of all tags: JSON, deflated, unpacked when the first one is asked for. */
let citations = null;
function unpacked() {
  const bytes = Uint8Array.from(atob(given.cite), (character) => character.codePointAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}
async function cite(id) {
  citations ??= await unpacked();
  const names = ["BibTeX", "LaTeX", "Markdown"];
  open(`Cite ${id}`, Object.fromEntries(citations[id].map((text, k) => [names[k], text])));
}

const texOf = (element) => element.dataset.whole ? [element.dataset.whole]
  : all("annotation, [data-whole]", element).map((a) => a.dataset.whole ?? a.textContent);
function tex(element) {
  const formulas = texOf(element);
  return formulas.length === 1 ? formulas[0]
    : `\\begin{gather*}\n${formulas.join(" \\\\\n")}\n\\end{gather*}`;
}

function addTools() {
  const tools = (id, source) => {
    const copies = make("button", { type: "button", "aria-label": `Copy TeX of ${id}` }, "Copy TeX");
    copies.addEventListener("click", () => copy(tex(source), copies));
    const cites = make("button", { type: "button", "aria-label": `Cite ${id}`, "aria-haspopup": "dialog" }, "Cite");
    cites.addEventListener("click", () => cite(id));
    return [cites, copies];
  };
  for (const theorem of all(".theorem")) {
    const heading = theorem.querySelector("h3");
    const statement = make("div");
    statement.append(...all(".row", theorem).map((row) => row.cloneNode(true)));
    heading.before(make("p", { class: "tools" }, ...tools(heading.id, statement)));
    for (const claim of all(".claim", theorem)) {
      const made = tools(claim.id, claim.querySelector(".formula"));
      claim.querySelector(".sentence").append(make("span", { class: "tools" }, ...made));
    }
    rove(theorem, ".tools button");
  }
  document.body.append(status, dialog);
}

// ---------------------------------------------------------------- a cited theorem opens in place

/** The statement that a link of a text leads to, to be read where it is cited; null for others. */
function cited(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const theorem = target?.closest(".theorem");
  if (!theorem || !(target.matches(".claim") || target.matches("h3"))) return null;
  const parts = target.matches(".claim") ? [target] : all(".claim", theorem);
  const told = [theorem.querySelector("h3"), theorem.querySelector(".setting"), ...parts].filter(Boolean);
  const box = make("div", { class: "knowl" }, ...told.map((part) => part.cloneNode(true)));
  const title = box.querySelector("h3");
  title.replaceWith(make("p", {}, make("a", { href: link.hash }, title.firstChild.textContent)));
  for (const own of all(".tools, .number", box)) own.remove();
  for (const own of all("[id]", box)) own.removeAttribute("id");
  return box;
}

function openInPlace() {
  const opened = new Map();
  document.querySelector("main").addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches(".number, .permalink") || link.closest("table, .knowl, .callout")) return;
    const box = opened.get(link) ?? cited(link);
    if (!box) return;
    event.preventDefault();
    if (opened.delete(link)) box.remove();
    else {
      opened.set(link, box);
      link.closest(".line, p").after(box);
      reachScrollers();
    }
    link.setAttribute("aria-expanded", opened.has(link));
  });
}

// ---------------------------------------------------------------- the matrix, filtered

function filterMatrix() {
  const chapters = all('h4[id^="matrix-"]').map((heading) => {
    const parts = [heading];
    for (let next = heading.nextElementSibling; next && !/^H[234]$/.test(next.tagName); next = next.nextElementSibling) {
      parts.push(next);
    }
    return { heading, parts, name: heading.firstChild.textContent, controls: parts.find((p) => p.matches("details")) };
  });
  if (!chapters.length) return;
  const evidence = {};
  const rows = chapters.flatMap((chapter) => chapter.parts.flatMap((part) => all("tbody tr", part).map((row) => {
    const check = row.id.split("!")[0];
    if (row.closest(".matrix")) evidence[check] = row.cells[3].textContent;
    return { row, chapter, Chapter: chapter.name, Evidence: evidence[check],
      Verdict: row.querySelector(".verdict")?.textContent ?? "fails, as it must" };
  })));
  const kinds = ["Verdict", "Evidence", "Chapter"];
  const selects = kinds.map((kind) => {
    const found = [...new Set(rows.map((row) => row[kind]))];
    return make("select", { name: kind }, make("option", { value: "" }, "all"),
      ...found.map((word) => make("option", { value: word }, word)));
  });
  const count = make("output", { class: "count" });
  const reset = make("button", { type: "reset" }, "Show all");
  const form = make("form", { class: "filter", "aria-label": "Filter the checks" },
    ...selects.map((select, k) => make("label", {}, `${kinds[k]} `, select)), reset, count);

  function apply() {
    const wanted = selects.map((select) => select.value);
    const active = wanted.some(Boolean);
    form.classList.toggle("active", active);
    for (const each of rows) each.row.hidden = !kinds.every((kind, k) => !wanted[k] || each[kind] === wanted[k]);
    for (const chapter of chapters) {
      const left = rows.filter((r) => r.chapter === chapter && !r.row.hidden);
      for (const part of chapter.parts) {
        part.hidden = part === chapter.heading ? !left.length : !left.some((r) => part.contains(r.row));
      }
      if (chapter.controls && wanted[0] && !chapter.controls.hidden) chapter.controls.open = true;
    }
    const shown = rows.filter((r) => !r.row.hidden);
    const controls = shown.filter((r) => r.row.closest("details.controls")).length;
    count.textContent = `${shown.length - controls} checks and ${controls} negative controls`
      + (active ? ` of ${rows.length} in all` : "");
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  chapters[0].heading.before(form);
  apply();
  return () => { form.reset(); };
}

// ---------------------------------------------------------------- arriving at a place

/** A link may lead to what is folded or filtered away: show it. */
function arrive(showAll) {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.closest("[hidden]")) showAll?.();
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  setTimeout(() => target.scrollIntoView());
}

/** What scrolls sideways can be reached by keyboard; on paper a wide formula is set smaller. */
function reachScrollers() {
  const wide = all(".formula, .line > div, .plot").map((box) => [box, box.scrollWidth, box.clientWidth]);
  for (const [box, width, room] of wide) {
    if (width > room) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    if (width > room) box.style.setProperty("--ems", width / parseFloat(getComputedStyle(box).fontSize));
  }
}

document.documentElement.classList.add("scripted");
for (const link of all(".permalink")) link.tabIndex = -1; // the contents lead there, too
Object.keys(EXPLORABLE).forEach(explore);
addTools();
openInPlace();
const showAll = filterMatrix();
followContents();
addEventListener("hashchange", () => arrive(showAll));
if (location.hash) arrive(showAll);
addEventListener("resize", reachScrollers);
reachScrollers();
