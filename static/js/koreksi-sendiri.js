/* A superior's own correction: what the editors hold goes with the form, changed sections only. Until the server has it, it is kept in this
   browser (and forgotten at log-out, simpan-lokal.js), for the same version only. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  if (!Naskah || !Naskah.form || !Naskah.bagian.length) return;
  var form = Naskah.form;
  var meta = document.querySelector("meta[name=pengguna]");
  var prefix = "sop-isian:" + (meta ? meta.content : "") + ":" + location.pathname + ":" + form.dataset.versi + ":";
  var refused = document.querySelector(".kabar--galat, .ringkasan-galat") !== null;
  var sending = false;

  function disk(action) {
    try { return action(window.localStorage); } catch (error) { return null; }
  }

  Naskah.bagian.forEach(function (part) {
    /* a refused text comes back from the server and counts as changed */
    part.lama = refused && part.wadah.open ? null : part.asal;
    var kept = disk(function (box) { return box.getItem(prefix + part.id); });
    if (!kept || kept === part.asal) return;
    part.editor.commands.setContent(kept, { emitUpdate: false });
    part.wadah.open = true;
    document.getElementById("status-" + part.id).textContent = "Tulisan Anda yang belum disimpan sudah dipulihkan.";
  });
  Naskah.dengar("ubah", function (part) {
    disk(function (box) {
      if (part.tulis() === part.lama) box.removeItem(prefix + part.id); else box.setItem(prefix + part.id, part.tulis());
    });
  });
  /* An image belongs to the draft, where it is described and checked; here it is refused in words. */
  Naskah.dengar("berkas", function (detail) {
    document.getElementById("status-" + detail.bagian.id).textContent =
      "Gambar tidak dapat disisipkan pada koreksi ini. Bila laporan perlu gambar, kembalikan kepada penyusun dengan catatan.";
  });
  /* Sections are folded: the toolbar acts on the one opened last, and opens the one it is about to change. */
  Naskah.bagian.forEach(function (part) {
    part.wadah.addEventListener("toggle", function () {
      if (!part.wadah.open) return;
      Naskah.kini = part;
      Naskah.kabarkan("kursor", part);
    });
  });
  var bar = document.querySelector("[data-bilah]");
  if (bar) bar.addEventListener("click", function () { (Naskah.kini || Naskah.bagian[0]).wadah.open = true; }, true);
  form.addEventListener("submit", function () {
    if (sending) return;
    sending = true;
    Naskah.bagian.forEach(function (part) {
      if (part.tulis() === part.lama) return;
      var field = document.createElement("input");
      field.type = "hidden";
      field.name = "html-" + part.id;
      field.value = part.tulis();
      form.appendChild(field);
    });
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
})();
