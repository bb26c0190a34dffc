/** Makes an element with attributes and children; `class`, `text` and event handlers included. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** An icon of the HUD, drawn with the text's colour. Decorative: it always stands beside words. */
export function icon(paths: string): HTMLSpanElement {
  const span = element('span', { class: 'icon', 'aria-hidden': 'true' });
  span.innerHTML = `<svg viewBox="0 0 24 24" width="22" height="22">${paths}</svg>`;
  return span;
}
