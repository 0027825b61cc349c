// Making elements: of HTML and of SVG. Text never becomes markup.
// Offers: element, shape, picture, sample, setAttributes, onPress. Needs: nothing.
"use strict";

dossier.define("dom", [], () => {
  const SVG = "http://www.w3.org/2000/svg";

  const setAttributes = (node, attributes) => {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  const filled = (node, attributes, children) => {
    setAttributes(node, attributes).append(...children.filter((child) => child !== ""));
    return node;
  };

  /** An element of HTML; children are nodes and texts. */
  const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

  /** An element of SVG. */
  const shape = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);

  /** A picture that is nothing to a screen reader, since a text beside it says the same. */
  const picture = (viewBox, attributes, ...shapes) =>
    shape("svg", { viewBox, "aria-hidden": "true", ...attributes }, ...shapes);

  /** A picture for the legend. */
  const sample = (viewBox, ...shapes) => picture(viewBox, { class: "sample" }, ...shapes);

  /** Enter and Space do what a click does. */
  const onPress = (node, act) =>
    node.addEventListener("keydown", (press) => {
      if (press.key !== "Enter" && press.key !== " ") return;
      L.DomEvent.stop(press);
      act(press);
    });

  return { element, shape, picture, sample, setAttributes, onPress };
});
