/* The entry grid. Autosave itself is htmx on each row; here: a choice other than "Nilai" empties the number, and a saved row
   is no longer "unsaved typing". Without JavaScript the page's own button saves everything. */
(function () {
  "use strict";

  /* Capture: the number is emptied before htmx reads the row. */
  document.addEventListener("change", function (event) {
    var choice = event.target.closest("[data-jawaban]");
    if (!choice) return;
    var row = choice.closest("tr");
    var number = row.querySelector(".hanya-nilai input");
    if (choice.value !== "nilai") number.value = "";
    var next = row.querySelector(choice.value === "nilai" ? ".hanya-nilai input" : ".hanya-alasan textarea");
    if (event.isTrusted && next) next.focus();
  }, true);

  document.addEventListener("htmx:afterSwap", function (event) {
    var row = event.detail.target.closest("tr[data-baris]");
    if (!row) return;
    var failed = row.querySelector(".hasil-sel .galat") !== null;
    row.classList.toggle("salah", failed);
    row.querySelectorAll("input[id], textarea, select").forEach(function (field) {
      if (failed) return;
      field.classList.remove("is-salah");
      field.removeAttribute("aria-invalid");
      if (field.options) {
        Array.prototype.forEach.call(field.options, function (option) { option.defaultSelected = option.selected; });
      } else {
        field.defaultValue = field.value;
      }
    });
    if (!failed) forget(row.closest("form"));
  });

  /* The copy kept in this browser is needed only while something is not on the server. Waits for simpan-lokal's own delay. */
  function forget(form) {
    setTimeout(function () {
      if (form.querySelector("tr.salah")) return;
      var sign = form.querySelector("[data-tersimpan]");
      if (sign) sign.textContent = "";
      var user = document.querySelector("meta[name=pengguna]");
      try {
        localStorage.removeItem("sop-isian:" + (user ? user.content : "") + ":" + location.pathname + ":" + form.dataset.simpan);
      } catch (error) { /* nothing was kept */ }
    }, 700);
  }

  /* No answer from the server: say so beside the row; the browser still keeps what was typed. */
  function unreachable(event) {
    var row = event.detail.elt.closest("tr[data-baris]");
    if (!row) return;
    row.classList.add("salah");
    var place = row.querySelector(".hasil-sel");
    var old = place.querySelector(".galat");
    if (old) old.remove();
    var line = document.createElement("p");
    line.className = "galat mt-0";
    line.textContent = "Belum tersimpan: server tidak menjawab. Isian Anda tetap di sini; tekan “Simpan dulu” bila sambungan sudah pulih.";
    place.append(line);
  }
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:responseError", unreachable);
})();
