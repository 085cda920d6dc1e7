/* Autosave of the entry grid. Every row typed in is a draft, kept in this browser from the first letter until the server
   has it: { isi: field name -> text, versi: the version its writer saw }. Drafts go out one at a time, in order; without an
   answer they wait and are tried again. One key per row, so that two tabs never write over each other; user-scoped, and
   cleared at log-out by simpan-lokal.js. Without JavaScript the page's own button saves everything. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-isian]");
  if (!form) return;
  var user = document.querySelector("meta[name=pengguna]");
  var PREFIX = "sop-isian:" + (user ? user.content : "") + ":" + location.pathname + ":antrean:";
  var OWN = /^(jawaban|nilai|pembilang|penyebut|alasan|keterangan|penjelasan)-\d+$/;
  var RETRY = 10000; /* milliseconds */
  var PATIENCE = 20000;

  var drafts = {};
  var queue = [];
  var held = [];
  var busy = null;

  /* ── the row ────────────────────────────────────────────── */
  function rowOf(pk) { return document.getElementById("baris-" + pk); }
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

  /* ── kept in this browser ───────────────────────────────── */
  function keep(pk) {
    try { localStorage.setItem(PREFIX + pk, JSON.stringify(drafts[pk])); } catch (error) { /* the form still holds it */ }
  }
  function drop(pk) {
    delete drafts[pk];
    queue = queue.filter(function (one) { return one !== pk; });
    held = held.filter(function (one) { return one !== pk; });
    try { localStorage.removeItem(PREFIX + pk); } catch (error) { /* nothing was kept */ }
    announce();
  }

  /* Something was typed in this row. */
  function touch(pk) {
    var draft = drafts[pk];
    var isClean = fieldsOf(pk).every(function (field) { return field.value === stored(field); });
    if (isClean && busy !== pk && !(draft && draft.konflik) && !rowOf(pk).classList.contains("salah")) { drop(pk); return; }
    drafts[pk] = { isi: read(pk), versi: draft ? draft.versi : versionOf(pk), konflik: Boolean(draft && draft.konflik) };
    keep(pk);
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
    place.append(line);
  }
  function announce() {
    var banner = document.getElementById("antrean-kabar");
    if (form.dataset.berhenti) return;
    banner.hidden = held.length === 0;
    banner.textContent = held.length === 0 ? "" : held.length +
      " baris belum tersimpan karena server tidak terjangkau. Isian tetap ada di peramban ini dan dikirim lagi begitu sambungan pulih.";
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
  /* The server's own words for the row: result, questions, cumulative. Returns what became of it. */
  function show(pk, html) {
    var parts = new DOMParser().parseFromString(html, "text/html");
    var result = parts.querySelector("[data-bagian=hasil]");
    if (!result) return "";
    var version = form.elements["versi-" + pk];
    if (!result.querySelector("[name^=versi-]") && version) result.prepend(version.cloneNode());
    swap("hasil-" + pk, result);
    swap("tanya-" + pk, parts.querySelector("[data-bagian=tanya]"));
    swap("tahun-" + pk, parts.querySelector("[data-bagian=tahun]"));
    swap("jumlah-terjawab", parts.querySelector("[data-bagian=jumlah]"));
    var state = result.dataset.keadaan;
    var isWrong = state === "ditolak" || state === "konflik";
    rowOf(pk).classList.toggle("salah", isWrong);
    if (!isWrong) {
      fieldsOf(pk).forEach(function (field) {
        field.classList.remove("is-salah");
        field.removeAttribute("aria-invalid");
      });
    }
    return state;
  }

  /* ── on its way ─────────────────────────────────────────── */
  function send(pk) {
    var draft = drafts[pk];
    if (!draft || draft.konflik) return;
    if (queue.indexOf(pk) < 0) queue.push(pk);
    say(pk, "Menyimpan…");
    pump();
  }
  function pump() {
    if (busy !== null || !queue.length) return;
    var pk = queue.shift();
    var draft = drafts[pk];
    if (!draft) { pump(); return; }
    busy = pk;
    var body = new URLSearchParams(draft.isi);
    body.set("versi-" + pk, draft.versi);
    var token = document.querySelector("meta[name=csrf-token]");
    fetch(rowOf(pk).dataset.alamat, {
      method: "POST", body: body, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
      headers: { "X-CSRFToken": token ? token.content : "" }
    }).then(function (answer) {
      if (answer.status === 403 || answer.status === 404) {
        say(pk, "Belum tersimpan. Muat ulang halaman ini; yang Anda tulis tetap ada di peramban ini.");
        return null;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      busy = null;
      if (html !== null) arrived(pk, draft, html);
      pump();
    }).catch(function () {
      busy = null;
      [pk].concat(queue).forEach(function (one) {
        if (held.indexOf(one) < 0) held.push(one);
        say(one, "Belum tersimpan, akan dicoba lagi");
      });
      queue = [];
      announce();
    });
  }
  function arrived(pk, draft, html) {
    held = held.filter(function (one) { return one !== pk; });
    announce();
    var state = show(pk, html);
    if (state === "tersimpan") {
      keepAsStored(pk, draft.isi);
      var now = read(pk);
      var changed = Object.keys(draft.isi).some(function (name) { return name in now && now[name] !== draft.isi[name]; });
      if (!changed) { drop(pk); return; }
      drafts[pk] = { isi: now, versi: versionOf(pk), konflik: false };
      keep(pk);
      say(pk, "");
    } else if (state === "konflik") {
      if (drafts[pk]) { drafts[pk].konflik = true; keep(pk); }
    }
  }
  function retry() {
    if (!held.length) return;
    held.forEach(function (pk) { if (queue.indexOf(pk) < 0) queue.push(pk); });
    pump();
  }
  window.addEventListener("online", retry);
  setInterval(retry, RETRY);

  /* Send the row as it stands, also when nothing in it differs from what is stored. */
  function insist(pk) {
    drafts[pk] = { isi: read(pk), versi: versionOf(pk), konflik: false };
    keep(pk);
    send(pk);
  }

  /* An explanation written for an earlier figure is said again for this one. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[name=berlaku]");
    if (!button || drafts[button.value]) return;
    event.preventDefault();
    insist(button.value);
    document.getElementById("penjelasan-" + button.value).focus();
  });

  /* Two answers stand side by side: the person chooses. Theirs sent back changes nothing and brings their row again. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-pakai]");
    if (!button) return;
    var pk = pkOf(button);
    if (button.dataset.pakai === "mereka") {
      var theirs = JSON.parse(button.closest("[data-konflik]").dataset.mereka);
      put(pk, theirs);
      keepAsStored(pk, theirs);
    }
    insist(pk);
    var field = rowOf(pk).querySelector(".hanya-nilai [data-angka], [data-jawaban]");
    if (field) field.focus();
  });

  form.addEventListener("submit", function (event) {
    var undecided = form.querySelector("[data-konflik] button");
    if (undecided) {
      event.preventDefault();
      undecided.focus();
    } else if (!navigator.onLine) {
      event.preventDefault();
      Object.keys(drafts).forEach(function (pk) { if (held.indexOf(pk) < 0 && !drafts[pk].konflik) held.push(pk); });
      announce();
      document.getElementById("antrean-kabar").scrollIntoView({ block: "center" });
    }
  });

  /* ── back on the page ───────────────────────────────────── */
  function restore() {
    var keys = [];
    try { keys = Object.keys(localStorage); } catch (error) { return; }
    keys.forEach(function (key) {
      if (key.indexOf(PREFIX) !== 0) return;
      var pk = key.slice(PREFIX.length);
      var draft = null;
      try { draft = JSON.parse(localStorage.getItem(key)); } catch (error) { /* unreadable: dropped below */ }
      if (!draft || !rowOf(pk)) { localStorage.removeItem(key); return; }
      drafts[pk] = draft;
      draft.konflik = false;
      if (rowOf(pk).classList.contains("salah")) {
        draft.konflik = document.querySelector("#tanya-" + pk + " [data-konflik]") !== null;
        return;
      }
      var now = read(pk);
      var isThere = Object.keys(draft.isi).every(function (name) { return !(name in now) || now[name] === draft.isi[name]; });
      if (isThere) { drop(pk); return; }
      put(pk, draft.isi);
      send(pk);
    });
  }

  window.isianAntrean = {
    form: form, pkOf: pkOf, rowOf: rowOf, touch: touch, send: send, show: show, put: put, keepAsStored: keepAsStored,
    versionOf: versionOf,
    draftOf: function (pk) { return drafts[pk]; },
    isBusy: function (pk) { return busy === pk; },
    restore: restore
  };
})();
