/* One indicator of the entry grid as the page holds it: its two table rows, their fields, and the server's words put in them. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-isian]");
  if (!form) return;
  var OWN = /^(jawaban|nilai|pembilang|penyebut|alasan|keterangan|penjelasan)-\d+$/;

  /* ── the row ────────────────────────────────────────────── */
  function rowOf(pk) { return document.getElementById("baris-" + pk); }
  function belowOf(pk) { return form.querySelector("tr[data-bawah='" + pk + "']"); }
  function rows() { return Array.prototype.slice.call(form.querySelectorAll("tr[data-baris]")); }
  function figures(row) { return Array.prototype.slice.call(row.querySelectorAll("[data-angka]")); }
  function choiceOf(row) { return row.querySelector("[data-jawaban]"); }
  function reasonOf(row) { return document.getElementById("alasan-" + row.dataset.baris); }
  /* What a closed fold holds has a place in the page all the same. */
  function isShown(field) { return field.offsetParent !== null && !field.closest("details:not([open]) > :not(summary)"); }
  function pkOf(element) {
    var row = element.closest("tr[data-baris], tr[data-bawah]");
    return row && (row.dataset.baris || row.dataset.bawah);
  }
  /* What isian-sel keeps; other fields that stand in the row go with the page's own button. */
  function fieldsOf(pk) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && field.name.endsWith("-" + pk) && (field.hasAttribute("data-lain") || OWN.test(field.name));
    });
  }
  function read(pk) {
    var found = {};
    fieldsOf(pk).forEach(function (field) { found[field.name] = field.value; });
    return found;
  }
  function put(pk, values) {
    fieldsOf(pk).forEach(function (field) {
      if (!(field.name in values)) return;
      field.value = values[field.name];
      var fold = field.closest("details");
      if (fold && field.value) fold.open = true;
    });
  }
  function stored(field) {
    if (!field.options) return field.defaultValue;
    var chosen = Array.prototype.find.call(field.options, function (option) { return option.defaultSelected; });
    return (chosen || field.options[0]).value;
  }
  /* From now on these texts are what the server has. */
  function keepAsStored(pk, values) {
    fieldsOf(pk).forEach(function (field) {
      if (!(field.name in values)) return;
      if (!field.options) { field.defaultValue = values[field.name]; return; }
      Array.prototype.forEach.call(field.options, function (option) {
        var now = field.value;
        option.defaultSelected = option.value === values[field.name];
        field.value = now;
      });
    });
  }
  function versionOf(pk) {
    var field = form.elements["versi-" + pk];
    return field ? field.value : "";
  }

  /* ── what the row says ──────────────────────────────────── */
  function say(pk, words) {
    var place = document.getElementById("hasil-" + pk);
    place.querySelectorAll("[data-tersimpan]").forEach(function (old) { old.remove(); });
    if (!words) return;
    var line = document.createElement("small");
    line.className = "tersimpan";
    line.dataset.tersimpan = "";
    line.textContent = words;
    (place.querySelector(".hasil-sel__kaki") || place).append(line);
  }
  function swap(id, part) {
    var place = document.getElementById(id);
    if (!place || !part) return;
    var active = place.contains(document.activeElement) ? document.activeElement : null;
    var typed = {};
    place.querySelectorAll("textarea").forEach(function (field) {
      if (field.value !== field.defaultValue) typed[field.id] = field.value;
    });
    place.replaceChildren.apply(place, Array.prototype.slice.call(part.childNodes));
    Object.keys(typed).forEach(function (key) {
      var field = document.getElementById(key);
      if (field) field.value = typed[key];
    });
    var again = active && active.id && document.getElementById(active.id);
    if (again) again.focus();
  }
  /* The server's own words for the row: result and questions. Returns what became of it. */
  function show(pk, html) {
    var parts = new DOMParser().parseFromString(html, "text/html");
    var result = parts.querySelector("[data-bagian=hasil]");
    if (!result) return "";
    var version = form.elements["versi-" + pk];
    if (!result.querySelector("[name^=versi-]") && version) result.prepend(version.cloneNode());
    swap("hasil-" + pk, result);
    swap("tanya-" + pk, parts.querySelector("[data-bagian=tanya]"));
    swap("jumlah-terjawab", parts.querySelector("[data-bagian=jumlah]"));
    var state = result.dataset.keadaan;
    var isWrong = state === "ditolak" || state === "konflik";
    rowOf(pk).classList.toggle("salah", isWrong);
    delete rowOf(pk).dataset.berganti;
    if (!isWrong) {
      fieldsOf(pk).forEach(function (field) {
        field.classList.remove("is-salah");
        field.removeAttribute("aria-invalid");
      });
    }
    return state;
  }

  window.isianBaris = {
    form: form, rows: rows, rowOf: rowOf, belowOf: belowOf, pkOf: pkOf, figures: figures, choiceOf: choiceOf, reasonOf: reasonOf,
    isShown: isShown, fieldsOf: fieldsOf, read: read, put: put, stored: stored, keepAsStored: keepAsStored, versionOf: versionOf,
    say: say, show: show
  };
})();
