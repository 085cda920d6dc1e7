/* "Sisipkan angka": a list of the frozen analysis, searched by words, out of which a figure is put into the text. The server sends
   the list once, when it is first asked for. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  var dialog = document.getElementById("pilih-angka");
  if (!dialog || !Naskah || !Naskah.bagian.length) return;
  var search = dialog.querySelector("input[type=search]");
  var list = dialog.querySelector("[data-daftar-angka]");
  var told = dialog.querySelector("[data-jumlah-angka]");
  var part = null;
  var loaded = null;

  function load() {
    if (!loaded) {
      loaded = Naskah.ajak(dialog.dataset.alamat, null, "GET").then(function (answer) {
        if (answer.status !== 200) throw new Error(String(answer.status));
        return answer.text();
      }).then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-angka-semua]");
        if (!fresh) throw new Error("");
        list.replaceChildren(document.adoptNode(fresh));
        var refs = {};
        list.querySelectorAll("button[data-ref]").forEach(function (button) { refs[button.dataset.ref] = true; });
        Naskah.daftarAngka = refs;
        filter();
      }).catch(function () {
        loaded = null;
        told.textContent = "Daftar angka belum dapat dimuat. Periksa sambungan, lalu buka lagi.";
      });
    }
    return loaded;
  }

  function filter() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    list.querySelectorAll("[data-unit]").forEach(function (unit) {
      var any = false;
      unit.querySelectorAll("[data-baris]").forEach(function (row) {
        var text = row.dataset.baris;
        var fits = words.every(function (word) { return text.indexOf(word) >= 0; });
        row.hidden = !fits;
        if (fits) { any = true; shown += 1; }
      });
      unit.hidden = !any;
    });
    told.textContent = shown ? shown + " baris angka" : "Tidak ada yang cocok. Coba nama indikator, kode, atau unit.";
  }

  Naskah.dengar("laku:angka", function (now) {
    part = now;
    dialog.showModal();
    search.focus();
    search.select();
    load();
  });
  search.addEventListener("input", filter);
  search.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    var first = list.querySelector("[data-unit]:not([hidden]) [data-baris]:not([hidden]) button");
    if (first) first.focus();
  });
  list.addEventListener("keydown", function (event) {
    var step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    var all = Array.prototype.filter.call(list.querySelectorAll("button[data-ref]"), function (one) { return one.offsetParent !== null; });
    var next = all[all.indexOf(document.activeElement) + step];
    (next || search).focus();
  });
  list.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-ref]");
    if (!button || !part) return;
    dialog.close();
    part.editor.chain().focus().insertContent({ type: "angka", attrs: { ref: button.dataset.ref, kata: button.dataset.kata } }).run();
  });
  dialog.addEventListener("click", function (event) { if (event.target === dialog || event.target.closest("[data-tutup]")) dialog.close(); });
  dialog.addEventListener("close", function () { if (part) part.editor.commands.focus(); });
})();
