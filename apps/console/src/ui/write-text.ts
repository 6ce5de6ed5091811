/** Text that is painted and not rendered: into an element that nothing else writes to. */
const nodes = new WeakMap<Element, Text>();

/** Changes the document only if the text differs, and then by its text node alone: no element is laid out anew. */
export function writeText(element: Element, text: string): void {
  let node = nodes.get(element);
  if (node === undefined) {
    node = document.createTextNode('');
    element.replaceChildren(node);
    nodes.set(element, node);
  }
  if (node.data !== text) node.data = text;
}
