// Elements made by hand: nothing of what the bench says is ever read as markup.

type Child = Node | string;

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

export function canvasById(id: string): HTMLCanvasElement {
  return byId(id) as HTMLCanvasElement;
}

/** Attributes by name; `true` for one without a value, false and undefined for none. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

function set(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
}

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  set(node, attributes);
  node.append(...children);
  return node;
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  set(node, attributes);
  node.append(...children);
  return node;
}

/** Only where it is another: a screen reader hears of every change. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function setData(node: HTMLElement | SVGElement, name: string, value: string): void {
  if (node.dataset[name] !== value) node.dataset[name] = value;
}

/** Rows of a definition list: what is null is left out. */
export function setFacts(list: Element, facts: readonly (readonly [name: string, value: string | null])[]): void {
  const shown = facts.filter(([, value]) => value !== null);
  const names = shown.map(([name]) => name).join("\n");
  if ((list as HTMLElement).dataset["names"] !== names) {
    (list as HTMLElement).dataset["names"] = names;
    list.replaceChildren(...shown.map(([name]) => el("div", {}, el("dt", {}, name), el("dd"))));
  }
  const values = list.querySelectorAll("dd");
  for (const [i, [, value]] of shown.entries()) setText(values[i]!, value ?? "");
}

/** Buttons of which one is chosen. */
export function choice(
  group: HTMLElement,
  options: readonly (readonly [value: string, label: string])[],
  choose: (value: string) => void,
): (chosen: string) => void {
  const buttons = options.map(([value, label]) => {
    const button = el("button", { type: "button", "aria-pressed": "false" }, label);
    button.addEventListener("click", () => {
      choose(value);
    });
    return [value, button] as const;
  });
  group.replaceChildren(...buttons.map(([, button]) => button));
  return (chosen) => {
    for (const [value, button] of buttons) {
      const pressed = String(value === chosen);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
  };
}

const announcer = byId("announcer");

/** For whoever does not see it. Only what somebody waits for, or has to know. */
export function announce(text: string): void {
  setText(announcer, text);
}

export const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
