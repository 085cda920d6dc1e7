/* An image into the text: chosen or pasted, described in words (a paper without them is refused by PDF/UA), checked by the server. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  var dialog = document.getElementById("pilih-gambar");
  if (!dialog || !Naskah || !Naskah.bagian.length) return;
  var file = dialog.querySelector("input[type=file]");
  var alt = dialog.querySelector("[name=alt]");
  var wrong = dialog.querySelector("[data-galat]");
  var button = dialog.querySelector("[data-unggah]");
  var part = null;

  function complain(sentence) {
    wrong.textContent = sentence;
    wrong.hidden = !sentence;
    [file, alt].forEach(function (field) { field.removeAttribute("aria-invalid"); });
  }
  function open(now, given) {
    part = now;
    complain("");
    file.value = alt.value = "";
    if (given) {
      var carrier = new DataTransfer();
      carrier.items.add(given);
      file.files = carrier.files;
    }
    dialog.showModal();
    (given ? alt : file).focus();
  }
  Naskah.dengar("laku:gambar", function (now) { open(now); });
  Naskah.dengar("berkas", function (detail) { open(detail.bagian, detail.berkas); });

  button.addEventListener("click", function () {
    if (button.getAttribute("aria-disabled") === "true") return;
    if (!file.files.length) { complain("Pilih berkas gambar dahulu."); file.setAttribute("aria-invalid", "true"); file.focus(); return; }
    if (!alt.value.trim()) { complain("Tulis dahulu apa yang terlihat pada gambar, untuk pembaca yang tidak dapat melihatnya."); alt.setAttribute("aria-invalid", "true"); alt.focus(); return; }
    var data = new FormData();
    data.set("kunjungan", Naskah.kunjungan());
    data.set("file", file.files[0]);
    data.set("alt", alt.value.trim());
    button.setAttribute("aria-disabled", "true");
    Naskah.ajak(dialog.dataset.alamat, data).then(function (answer) {
      return answer.json().then(function (told) {
        if (!told.nomor) { complain(told.galat); return; }
        dialog.close();
        part.editor.chain().focus().insertContent({ type: "gambar", attrs: { nomor: String(told.nomor), alt: told.alt } }).run();
      });
    }).catch(function () {
      complain("Gambar belum terunggah. Periksa sambungan atau masuk lagi di tab lain, lalu tekan sekali lagi.");
    }).then(function () { button.removeAttribute("aria-disabled"); });
  });
  dialog.addEventListener("click", function (event) { if (event.target === dialog || event.target.closest("[data-tutup]")) dialog.close(); });
  dialog.addEventListener("close", function () { if (part) part.editor.commands.focus(); });
})();
