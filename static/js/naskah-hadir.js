/* Who else is writing: a sign of life every ten seconds, only while this page is looked at. The answer names the others and brings
   what they have saved, which is shown where nothing of one's own waits. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  if (!Naskah || !Naskah.form || !Naskah.bagian.length) return;
  var form = Naskah.form;
  var EVERY = 10000;
  var timer = 0;
  var beating = false;

  function show(others) {
    Naskah.bagian.forEach(function (part) {
      var names = others[part.id] || [];
      var line = part.wadah.querySelector("[data-hadir]");
      var words = names.length ? names.join(" dan ") + " sedang menulis bagian ini." : "";
      if (line && line.textContent !== words) { line.textContent = words; line.hidden = !words; }
      part.wadah.classList.toggle("draft__bagian--orang", names.length > 0);
    });
  }

  function beat() {
    window.clearTimeout(timer);
    timer = window.setTimeout(beat, EVERY);
    if (document.hidden || beating) return;
    beating = true;
    var data = new URLSearchParams();
    data.set("kunjungan", Naskah.kunjungan());
    data.set("bagian", Naskah.kini && Naskah.kini.editor.isFocused ? Naskah.kini.id : "");
    Naskah.bagian.forEach(function (part) { data.set("versi-" + part.id, Naskah.versi(part)); });
    Naskah.ajak(form.dataset.hadir, data).then(function (answer) {
      return answer.status === 200 ? answer.json() : null;
    }).then(function (told) {
      beating = false;
      if (!told) return;
      show(told.orang);
      told.baru.forEach(function (fresh) {
        var part = Naskah.cari(fresh.bagian);
        if (!part || part.editor.isFocused || !Naskah.bersih(part) || Naskah.versi(part) >= fresh.versi) return;
        Naskah.ganti(part, fresh.html, fresh.versi);
        var line = part.wadah.querySelector("[data-keadaan]");
        if (line) line.textContent = fresh.kata;
      });
    }).catch(function () { beating = false; });
  }

  Naskah.dengar("fokus", function () { window.clearTimeout(timer); timer = window.setTimeout(beat, 400); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) beat(); });
  timer = window.setTimeout(beat, 1500);
})();
