/** Writes text into an element without rendering a component. Nothing else may write to the element. */
const nodes = new WeakMap<Element, Text>();

/** Changes the document only if the text differs, and then only the text node, so that no element is recreated. */
export function writeText(element: Element, text: string): void {
  let node = nodes.get(element);
  if (node === undefined) {
    node = document.createTextNode('');
    element.replaceChildren(node);
    nodes.set(element, node);
  }
  if (node.data !== text) node.data = text;
}
