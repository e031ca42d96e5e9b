// What is asked of the page from within, as text that runs in the browser: names, contrast, what can be reached. After the rules of WCAG 2.2,
// as far as a program can see to them.

/** Controls without a name that a screen reader could say. */
export const NAMELESS = `(() => {
  const nameOf = (node) => {
    const by = node.getAttribute("aria-labelledby");
    if (by) return by.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    return node.getAttribute("aria-label") ?? (node.labels?.length ? node.labels[0].textContent : node.textContent);
  };
  const controls = "button, input, select, summary, a, canvas:not([aria-hidden]), svg[role], [tabindex='0'], section, [role]:not([role=status])";
  return [...document.querySelectorAll(controls)]
    .filter((node) => node.checkVisibility() && !(nameOf(node) ?? "").trim())
    .map((node) => node.outerHTML.slice(0, 120));
})()`;

/** Visible texts whose contrast with what lies behind them is below 4.5, or 3 where they are large. */
export const PALE = `(() => {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r, g, b].map((c, i) => (c * a + [R, G, B][i] * (255 - a)) / 255);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return [236, 239, 237];
      const colour = rgba(style.backgroundColor);
      if (colour[3] === 255) return colour;
      if (colour[3] > 0) return over(colour, behind(at.parentElement));
    }
    return [255, 255, 255];
  };
  const pale = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest(".hidden, .skip, :disabled, svg, title, script")) continue;
    const style = getComputedStyle(node);
    const ground = behind(node);
    const [one, other] = [luminance(over(rgba(style.color), ground)), luminance(ground)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5)) pale.push(contrast.toFixed(2) + " " + text.data.trim().slice(0, 40));
  }
  return pale;
})()`;

/** Numbers what can have the focus, and says how much of it there is. */
export const NUMBERED = `(() => {
  const able = "button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], summary, [tabindex]:not([tabindex='-1'])";
  const found = [...document.querySelectorAll(able)].filter((node) => node.checkVisibility() && node.tabIndex >= 0);
  found.forEach((node, i) => node.setAttribute("data-stop", String(i)));
  return found.length;
})()`;

/** Who has it, and whether that is to be seen. */
export const FOCUSED = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return [document.activeElement.dataset.stop ?? "", outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
})()`;

/** Elements that stand out at the right. */
export const TOO_WIDE = `(() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth <= width ? [] : [document.documentElement.scrollWidth + " of " + width];
})()`;
