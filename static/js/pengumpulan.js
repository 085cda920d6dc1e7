/* The completeness page fetches itself every half minute, but never under somebody's hands: not while a part is open, focused or selected, and not in a hidden tab. */
(function () {
  "use strict";

  function inUse(place) {
    var selection = window.getSelection();
    return document.hidden || place.querySelector("details[open]") !== null || place.contains(document.activeElement) ||
      (selection && !selection.isCollapsed && place.contains(selection.anchorNode));
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    var place = event.detail.elt;
    if (place.hasAttribute("data-segar") && inUse(place)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var place = event.detail.target;
    if (place.hasAttribute("data-segar") && (inUse(place) || event.detail.xhr.status !== 200)) event.detail.shouldSwap = false;
  });
})();
