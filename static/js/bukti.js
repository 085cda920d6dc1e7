/* Evidence is looked at on the page: a PDF or picture opens in a dialog. Without JavaScript the link opens it as a page. */
(function () {
  "use strict";

  var dialog = document.getElementById("penampil");
  if (!dialog || !dialog.showModal) return;
  var place = dialog.querySelector(".penampil__isi");

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-lihat]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    var name = link.textContent.trim();
    var isPicture = link.dataset.lihat.indexOf("image/") === 0;
    var view = document.createElement(isPicture ? "img" : "iframe");
    view.src = link.href;
    if (isPicture) view.alt = name; else view.title = name;
    place.replaceChildren(view);
    dialog.querySelector("h2").textContent = name;
    dialog.querySelector("[data-unduh]").href = link.href;
    dialog.showModal();
  });

  dialog.addEventListener("click", function (event) {
    if (event.target === dialog || event.target.closest("[data-tutup]")) dialog.close();
  });
  dialog.addEventListener("close", function () { place.replaceChildren(); });
})();
