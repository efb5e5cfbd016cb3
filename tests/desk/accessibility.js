// Gives what is hard to use on the page that is open, in words; nothing when all is well.
// Names of controls, one heading of the first level and no level skipped, landmarks, ids that are
// there once, header cells with a scope, and the contrast of every text with its ground.
() => {
  const found = [];
  const say = (what, node) => found.push(`${what}: ${node.outerHTML.slice(0, 120)}`);
  const shown = (node) => {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    return style.visibility !== "hidden" && style.display !== "none" && box.width > 1 && box.height > 1;
  };
  if (document.documentElement.lang !== "vi") { found.push("the page does not say its language"); }
  ["header", "main", "footer"].forEach((name) => {
    if (document.querySelectorAll(`body > ${name}`).length !== 1) { found.push(`not one <${name}>`); }
  });
  let level = 0;
  document.querySelectorAll("h1, h2, h3, h4").forEach((node) => {
    const own = Number(node.tagName[1]);
    if (own > level + 1) { say("a heading skips a level", node); }
    level = own;
  });
  if (document.querySelectorAll("h1").length !== 1) { found.push("not one <h1>"); }
  document.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((node) => {
    if (!node.labels.length && !node.ariaLabel) { say("a field without a label", node); }
  });
  document.querySelectorAll("a, button, summary").forEach((node) => {
    if (!node.textContent.trim() && !node.ariaLabel) { say("nothing names it", node); }
  });
  document.querySelectorAll("thead th, tbody th").forEach((node) => {
    if (!node.scope && node.textContent.trim()) { say("a header cell without a scope", node); }
  });
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`id twice: ${id}`));
  document.querySelectorAll("[aria-labelledby]").forEach((node) => {
    if (!document.getElementById(node.getAttribute("aria-labelledby"))) { say("named by nothing", node); }
  });
  const parts = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor, alpha = parts(colour)[3];
      if (alpha === undefined || alpha === 1) { return colour; }
    }
    return "rgb(255, 255, 255)";
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !shown(node)) { continue; }
    const style = getComputedStyle(node), size = parseFloat(style.fontSize);
    const [high, low] = [light(style.color), light(ground(node))].sort((one, two) => two - one);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 600);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (large ? 3 : 4.5)) { say(`contrast ${ratio.toFixed(1)}`, node); }
  }
  return found;
}
