/* The bell: its number also stands in the title of the tab, and a page nobody looks at does not ask for it. */
(function () {
  "use strict";

  var bell = document.querySelector("[data-lonceng]");
  if (!bell) return;
  var title = document.title;

  function show() {
    var number = bell.querySelector("[data-jumlah-lonceng]");
    var unread = number ? Number(number.dataset.jumlahLonceng) : 0;
    document.title = (unread ? "(" + unread + ") " : "") + title;
  }

  bell.addEventListener("htmx:beforeRequest", function (event) {
    if (document.hidden) event.preventDefault();
  });
  bell.addEventListener("htmx:afterSwap", show);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && window.htmx) window.htmx.trigger(bell, "segarkan");
  });
  show();
})();
