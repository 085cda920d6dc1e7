/* The chapters beside the draft: where one is, what is still open in each, and the count of `[isi …]` before submission. */
(function () {
  "use strict";

  var folded = document.querySelector("[data-bab]");
  if (!folded) return;
  if (window.matchMedia("(max-width: 75rem)").matches) folded.open = false;
  var nav = folded.parentNode;
  var links = {};
  document.querySelectorAll(".bab-draft a[data-ke-bagian]").forEach(function (link) { links[link.dataset.keBagian] = link; });
  var Naskah = window.Naskah;

  function tell() {
    var all = 0;
    var count = document.querySelector("[data-jumlah-tanda]");
    Naskah.bagian.forEach(function (part) {
      var open = Naskah.hitungTanda(part.editor.state.doc);
      all += open;
      var badge = links[part.id] && links[part.id].querySelector("[data-tanda]");
      if (badge) {
        badge.textContent = open ? open + " [isi]" : "";
        badge.hidden = !open;
      }
    });
    if (count) {
      count.textContent = all ? all + " tanda [isi] belum diganti" : "Tidak ada tanda [isi]";
      count.classList.toggle("draft__hitung--habis", !all);
    }
  }
  var waiting = 0;
  if (Naskah && Naskah.form) {
    Naskah.dengar("ubah", function () { window.clearTimeout(waiting); waiting = window.setTimeout(tell, 300); });
    Naskah.dengar("simpan", tell);
    tell();
  }

  /* The chapter that is on the screen. */
  if (!window.IntersectionObserver) return;
  var watch = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { entry.target.dataset.tampak = entry.isIntersecting ? "1" : ""; });
    var seen = document.querySelector(".draft__bagian[data-tampak='1']");
    var now = seen && links[seen.id.slice(7)];
    /* the parts every unit has are not listed: their unit is where one is */
    while (now && !now.offsetParent && now.parentNode.previousElementSibling) now = now.parentNode.previousElementSibling.firstElementChild;
    Object.keys(links).forEach(function (id) { if (links[id] !== now) links[id].removeAttribute("aria-current"); });
    if (!now) return;
    now.setAttribute("aria-current", "true");
    if (nav.scrollHeight > nav.clientHeight) nav.scrollTop = now.offsetTop - nav.clientHeight / 3;
  }, { rootMargin: "-20% 0px -60% 0px" });
  document.querySelectorAll(".draft__bagian").forEach(function (part) { watch.observe(part); });
})();
