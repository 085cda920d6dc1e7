/* Each section saves itself a moment after the last key. What the server does not have yet is kept in this browser (and forgotten at
   log-out, simpan-lokal.js), sent again when the line returns, and never written over what somebody else wrote meanwhile. */
(function () {
  "use strict";

  var Naskah = window.Naskah;
  if (!Naskah || !Naskah.form) return;
  var form = Naskah.form;
  var PAUSE = 1200, RETRY = [3000, 6000, 12000, 30000];
  var meta = document.querySelector("meta[name=pengguna]");
  var prefix = "sop-isian:" + (meta ? meta.content : "") + ":" + location.pathname + ":bagian-";
  var summary = document.querySelector("[data-simpan-semua]");

  function disk(action) {
    try { return action(window.localStorage); } catch (error) { return null; }
  }
  function status(part) { return document.getElementById("status-" + part.id); }
  function versi(part) { return form.querySelector("input[name='versi-" + part.id + "']"); }
  function keep(part, html) {
    disk(function (box) {
      box.setItem(prefix + part.id, JSON.stringify({ html: html, versi: versi(part).value, dasar: part.dasar }));
    });
  }
  function forget(part) { disk(function (box) { box.removeItem(prefix + part.id); }); }

  /* ── what the person sees: Menyimpan…, Tersimpan, Gagal ─────────────────────────────────── */
  function say(part, state, sentence) {
    part.keadaan = state;
    var line = status(part).querySelector("[data-keadaan]");
    if (line) {
      line.dataset.keadaan = state;
      line.textContent = sentence;
      if (state === "gagal") line.setAttribute("role", "status"); else line.removeAttribute("role");
    }
    sum();
  }
  function sum() {
    if (!summary) return;
    var failed = Naskah.bagian.filter(function (part) { return part.keadaan === "gagal" || part.keadaan === "bentrok"; });
    var busy = Naskah.bagian.some(function (part) { return part.keadaan === "menyimpan"; });
    var state = failed.length ? "gagal" : busy ? "menyimpan" : "tersimpan";
    if (summary.dataset.simpanSemua === state && state !== "gagal") return;
    summary.dataset.simpanSemua = state;
    summary.textContent = state === "gagal" ? failed.length + " bagian belum tersimpan di server"
      : state === "menyimpan" ? "Menyimpan…" : "Semua tersimpan";
  }

  /* ── sending ────────────────────────────────────────────────────────────────────────────── */
  function later(part, wait) {
    window.clearTimeout(part.tunggu);
    part.tunggu = window.setTimeout(function () { send(part); }, wait);
  }
  function send(part) {
    window.clearTimeout(part.tunggu);
    if (part.bentrok) return;
    if (part.jalan) { part.lagi = true; return; }
    var html = part.tulis();
    if (html === part.tersimpan) { forget(part); say(part, "tersimpan", "Tersimpan."); return; }
    var data = new URLSearchParams();
    data.set("kunjungan", Naskah.kunjungan());
    data.set("html-" + part.id, html);
    data.set("versi-" + part.id, versi(part).value);
    data.set("dasar-" + part.id, part.dasar);
    part.jalan = true;
    say(part, "menyimpan", "Menyimpan…");
    Naskah.ajak(part.alamat, data).then(function (answer) {
      if (answer.status !== 200) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      part.jalan = false;
      if (!take(part, text, html)) throw new Error("");
      part.gagal = 0;
      if (part.lagi && !part.bentrok) { part.lagi = false; later(part, 0); }
    }).catch(function (error) {
      part.jalan = part.lagi = false;
      part.gagal = (part.gagal || 0) + 1;
      var away = error instanceof TypeError;
      say(part, "gagal", away
        ? "Gagal menyimpan: sambungan terputus. Tulisan Anda disimpan di peramban ini dan dikirim lagi begitu tersambung."
        : "Gagal menyimpan di server. Tulisan Anda disimpan di peramban ini; masuk lagi di tab lain, lalu lanjutkan.");
      later(part, RETRY[Math.min(part.gagal, RETRY.length) - 1]);
    });
  }

  /* Only the answer of the autosave itself may be put into the page: a log-in page or an error page never. */
  function take(part, text, sent) {
    var root = new DOMParser().parseFromString(text, "text/html");
    var fresh = root.getElementById("status-" + part.id);
    if (!fresh) return false;
    var old = status(part);
    var open = old.querySelector(".draft__sistem[open]");
    var missing = root.getElementById("draft-kurang");
    if (missing) document.getElementById("draft-kurang").replaceWith(document.adoptNode(missing));
    old.replaceWith(document.adoptNode(fresh));
    if (open && fresh.querySelector(".draft__sistem")) fresh.querySelector(".draft__sistem").open = true;
    part.bentrok = fresh.dataset.status === "bentrok";
    if (fresh.dataset.status === "tersimpan") {
      part.tersimpan = part.dasar = sent;
      if (part.tulis() === sent) { forget(part); part.keadaan = "tersimpan"; } else { keep(part, part.tulis()); later(part, PAUSE); }
    } else {
      part.keadaan = part.bentrok ? "bentrok" : "gagal";
    }
    part.editor.view.dom.setAttribute("aria-invalid", part.keadaan === "tersimpan" ? "false" : "true");
    sum();
    Naskah.kabarkan("simpan", part);
    return true;
  }

  Naskah.dengar("ubah", function (part) {
    var html = part.tulis();
    if (html === part.tersimpan && !part.jalan && !part.bentrok) { window.clearTimeout(part.tunggu); forget(part); say(part, "tersimpan", "Tersimpan."); return; }
    keep(part, html);
    if (part.bentrok) return;
    if (part.keadaan !== "gagal") say(part, "menyimpan", "Menyimpan…");
    later(part, part.gagal ? RETRY[0] : PAUSE);
  });
  Naskah.dengar("lepas", function (part) { if (!part.bentrok && !part.gagal && part.tulis() !== part.tersimpan) send(part); });
  window.addEventListener("online", function () {
    Naskah.bagian.forEach(function (part) { if (part.tulis() !== part.tersimpan) later(part, 200); });
  });

  /* Text of another writer, put where nothing of one's own waits. */
  Naskah.ganti = function (part, html, version) {
    part.editor.commands.setContent(html, { emitUpdate: false });
    part.tersimpan = part.dasar = part.tulis();
    versi(part).value = version;
    forget(part);
    Naskah.kabarkan("simpan", part);
  };
  Naskah.versi = function (part) { return parseInt(versi(part).value, 10); };
  Naskah.bersih = function (part) { return !part.bentrok && !part.jalan && part.tulis() === part.tersimpan; };

  /* ── two writers in one section: both texts are shown, the person chooses ───────────────── */
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-pilih]");
    if (!button) return;
    var part = Naskah.cari(button.closest(".draft__status").id.slice(7));
    if (!part) return;
    event.preventDefault();
    var theirs = status(part).querySelector("template[data-dia]");
    var merged = status(part).querySelector("template[data-gabungan]");
    part.bentrok = false;
    versi(part).value = button.dataset.versi;
    part.dasar = theirs.innerHTML;
    if (button.dataset.pilih === "gabung") part.editor.commands.setContent(merged.innerHTML, { emitUpdate: false });
    if (button.dataset.pilih === "dia") part.editor.commands.setContent(theirs.innerHTML, { emitUpdate: false });
    if (button.dataset.pilih === "dia") part.tersimpan = part.tulis(); else part.tersimpan = null;
    var box = status(part).querySelector("[data-bentrok]");
    if (box) box.remove();
    part.editor.commands.focus();
    send(part);
  });

  /* ── the beginning and the end of a visit ───────────────────────────────────────────────── */
  Naskah.bagian.forEach(function (part) {
    part.dasar = part.asal;
    part.tersimpan = part.kotak.hasAttribute("aria-invalid") ? null : part.asal;
    part.bentrok = status(part).dataset.status === "bentrok";
    part.keadaan = part.bentrok ? "bentrok" : "tersimpan";
    var kept = disk(function (box) { return JSON.parse(box.getItem(prefix + part.id)); });
    if (!kept || kept.html === part.asal || !kept.html) { if (part.tersimpan !== null) forget(part); return; }
    /* with the version it began from: the server tells when somebody else wrote meanwhile */
    part.editor.commands.setContent(kept.html, { emitUpdate: false });
    part.dasar = kept.dasar || "";
    versi(part).value = kept.versi;
    say(part, "menyimpan", "Tulisan Anda yang belum terkirim sudah dipulihkan.");
    later(part, 300);
  });
  sum();

  /* The whole form goes to the server with what it does not have yet; a log-in in between loses nothing. */
  form.addEventListener("submit", function (event) {
    var wish = event.submitter ? event.submitter.value : "";
    var target = /^(pakai|timpa|ambil|gabung):(\d+)/.exec(wish);
    Naskah.bagian.forEach(function (part) {
      window.clearTimeout(part.tunggu);
      var html = part.tulis();
      var chosen = target && target[2] === part.id;
      if (chosen) forget(part);
      if (html === part.tersimpan && !chosen) return;
      [["html-", html], ["dasar-", part.dasar]].forEach(function (pair) {
        var field = document.createElement("input");
        field.type = "hidden";
        field.name = pair[0] + part.id;
        field.value = pair[1];
        form.appendChild(field);
      });
    });
  });
  window.addEventListener("beforeunload", function (event) {
    var waiting = Naskah.bagian.some(function (part) { return part.tulis() !== part.tersimpan; });
    if (waiting && !form.dataset.bersih) event.preventDefault();
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });
})();
