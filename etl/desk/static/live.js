// Keeps the parts marked data-live up to date without a reload by hand.
// Every 3 seconds the page is fetched again and the marked parts are exchanged if they differ.
// A part that holds a focused field is left alone, and what was folded or unfolded stays so. Without JavaScript the page refreshes itself.
(function () {
  "use strict";
  var PAUSE = 3000;
  var failures = 0;
  function parts(root) { return root.querySelectorAll("[data-live]"); }
  if (!parts(document).length) { return; }
  function exchange(fresh) {
    parts(document).forEach(function (part) {
      var next = fresh.getElementById(part.id);
      if (!next || part.contains(document.activeElement) && document.activeElement !== document.body) { return; }
      part.querySelectorAll("details[id]").forEach(function (fold) {
        var again = fresh.getElementById(fold.id);
        if (again) { again.open = fold.open; }
      });
      if (part.innerHTML !== next.innerHTML) { part.innerHTML = next.innerHTML; }
    });
    return parts(fresh).length > 0;
  }
  function ask() {
    if (document.hidden) { window.setTimeout(ask, PAUSE); return; }
    fetch(window.location.href, { credentials: "same-origin", headers: { "X-Desk-Live": "1" } })
      .then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.text();
      })
      .then(function (text) {
        failures = 0;
        var fresh = new DOMParser().parseFromString(text, "text/html");
        if (exchange(fresh)) { window.setTimeout(ask, PAUSE); }
      })
      .catch(function () {
        failures += 1;
        if (failures < 20) { window.setTimeout(ask, PAUSE * failures); }
      });
  }
  window.setTimeout(ask, PAUSE);
})();
