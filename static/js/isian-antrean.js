/* Autosave of the entry grid. Every row typed in is a draft, kept in this browser from the first letter until the server
   has it: { isi: field name -> text, versi: the version its writer saw }. Drafts go out one at a time, in order; without an
   answer they wait and are tried again. One key per row, so that two tabs never write over each other; user-scoped, and
   cleared at log-out by simpan-lokal.js. Without JavaScript the page's own button saves everything. */
(function () {
  "use strict";

  var line = window.isianBaris;
  if (!line) return;
  var form = line.form;
  var user = document.querySelector("meta[name=pengguna]");
  var PREFIX = "sop-isian:" + (user ? user.content : "") + ":" + location.pathname + ":antrean:";
  var RETRY = 10000; /* milliseconds */
  var PATIENCE = 20000;

  var drafts = {};
  var queue = [];
  var held = [];
  var busy = null;

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
    var isClean = line.fieldsOf(pk).every(function (field) { return field.value === line.stored(field); });
    if (isClean && busy !== pk && !(draft && draft.konflik) && !line.rowOf(pk).classList.contains("salah")) { drop(pk); return; }
    drafts[pk] = { isi: line.read(pk), versi: draft ? draft.versi : line.versionOf(pk), konflik: Boolean(draft && draft.konflik) };
    keep(pk);
  }

  function announce() {
    var banner = document.getElementById("antrean-kabar");
    if (form.dataset.berhenti) return;
    banner.hidden = held.length === 0;
    banner.textContent = held.length === 0 ? "" : held.length +
      " baris belum tersimpan karena server tidak terjangkau. Isian tetap ada di peramban ini dan dikirim lagi begitu sambungan pulih.";
  }

  /* ── on its way ─────────────────────────────────────────── */
  function send(pk) {
    var draft = drafts[pk];
    if (!draft || draft.konflik) return;
    if (queue.indexOf(pk) < 0) queue.push(pk);
    line.say(pk, "Menyimpan…");
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
    fetch(line.rowOf(pk).dataset.alamat, {
      method: "POST", body: body, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
      headers: { "X-CSRFToken": token ? token.content : "" }
    }).then(function (answer) {
      if (answer.status === 403 || answer.status === 404) {
        line.say(pk, "Belum tersimpan. Muat ulang halaman ini; yang Anda tulis tetap ada di peramban ini.");
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
        line.say(one, "Belum tersimpan, akan dicoba lagi");
      });
      queue = [];
      announce();
    });
  }
  function arrived(pk, draft, html) {
    held = held.filter(function (one) { return one !== pk; });
    announce();
    var state = line.show(pk, html);
    if (state === "tersimpan") {
      line.keepAsStored(pk, draft.isi);
      var now = line.read(pk);
      var changed = Object.keys(draft.isi).some(function (name) { return name in now && now[name] !== draft.isi[name]; });
      if (!changed) { drop(pk); return; }
      drafts[pk] = { isi: now, versi: line.versionOf(pk), konflik: false };
      keep(pk);
      line.say(pk, "");
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
    drafts[pk] = { isi: line.read(pk), versi: line.versionOf(pk), konflik: false };
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
    var pk = line.pkOf(button);
    if (button.dataset.pakai === "mereka") {
      var theirs = JSON.parse(button.closest("[data-konflik]").dataset.mereka);
      line.put(pk, theirs);
      line.keepAsStored(pk, theirs);
    }
    insist(pk);
    var field = line.rowOf(pk).querySelector(".hanya-nilai [data-angka], [data-jawaban]");
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
      if (!draft || !line.rowOf(pk)) { localStorage.removeItem(key); return; }
      drafts[pk] = draft;
      draft.konflik = false;
      if (line.rowOf(pk).classList.contains("salah")) {
        draft.konflik = document.querySelector("#tanya-" + pk + " [data-konflik]") !== null;
        return;
      }
      var now = line.read(pk);
      var isThere = Object.keys(draft.isi).every(function (name) { return !(name in now) || now[name] === draft.isi[name]; });
      if (isThere) { drop(pk); return; }
      line.put(pk, draft.isi);
      send(pk);
    });
  }

  window.isianAntrean = {
    touch: touch, send: send, restore: restore,
    draftOf: function (pk) { return drafts[pk]; },
    isBusy: function (pk) { return busy === pk; }
  };
})();
