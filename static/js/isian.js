/* The entry grid under the fingers: keys and pasted blocks like a spreadsheet, words instead of figures, the live quotient,
   and what somebody else changes meanwhile. Saving itself is isian-antrean.js. */
(function () {
  "use strict";

  var save = window.isianAntrean;
  if (!save) return;
  var form = save.form;
  var WORDS = { "nihil": "nihil", "belum tersedia": "belum_tersedia", "tidak berlaku": "tidak_berlaku" };
  var POLL = 15000; /* milliseconds */

  function commit(pk) {
    save.touch(pk);
    save.send(pk);
  }
  function figures(row) { return Array.prototype.slice.call(row.querySelectorAll("[data-angka]")); }
  function rows() { return Array.prototype.slice.call(form.querySelectorAll("tr[data-baris]")); }
  function isShown(field) { return field.offsetParent !== null; }
  function choiceOf(row) { return row.querySelector("[data-jawaban]"); }
  function reasonOf(row) { return row.querySelector(".hanya-alasan textarea"); }

  /* ── answers ────────────────────────────────────────────── */
  function answerWith(row, answer) {
    choiceOf(row).value = answer;
    if (answer !== "nilai") figures(row).forEach(function (field) { field.value = ""; });
    quotient(row);
  }
  /* A word typed where the figure goes is the answer itself. Returns that answer, or "". */
  function takeWord(field) {
    var answer = field.options ? "" : WORDS[field.value.trim().toLowerCase().replace(/[_\s]+/g, " ")];
    if (!answer) return "";
    answerWith(field.closest("tr"), answer);
    return answer;
  }

  form.addEventListener("input", function (event) {
    var pk = save.pkOf(event.target);
    if (!pk) return;
    if (event.target.closest("[data-bagi]")) quotient(event.target.closest("tr"));
    save.touch(pk);
  });
  form.addEventListener("change", function (event) {
    var field = event.target;
    var pk = save.pkOf(field);
    if (!pk) return;
    var row = save.rowOf(pk);
    if (field.matches("[data-jawaban]")) {
      answerWith(row, field.value);
      var next = field.value === "nilai" ? figures(row)[0] : reasonOf(row);
      if (event.isTrusted && next) next.focus();
    } else if (field.matches("[data-angka]")) {
      var answer = takeWord(field);
      if (answer && answer !== "nihil") setTimeout(function () { reasonOf(row).focus(); });
    }
    commit(pk);
  });

  /* ── pembilang : penyebut ───────────────────────────────── */
  function number(text) {
    var plain = text.replace(/\s/g, "");
    if (plain.indexOf(",") >= 0) plain = plain.replace(/\./g, "").replace(",", ".");
    else if (/^-?\d{1,3}(\.\d{3})+$/.test(plain)) plain = plain.replace(/\./g, "");
    return plain === "" ? NaN : Number(plain);
  }
  function quotient(row) {
    var box = row.querySelector("[data-bagi]");
    if (!box) return;
    var parts = figures(row).map(function (field) { return number(field.value); });
    var value = parts[0] / parts[1] * Number(box.dataset.pengali);
    var digits = Number(box.dataset.desimal);
    box.querySelector("[data-hasil-bagi]").textContent = isFinite(value) ?
      "= " + value.toLocaleString("id-ID", { minimumFractionDigits: digits, maximumFractionDigits: digits }) : "";
  }

  /* ── keys ───────────────────────────────────────────────── */
  function sameColumn(field, row) {
    if (field.matches("[data-lain]")) {
      var name = field.name.slice(0, field.name.lastIndexOf("-") + 1);
      return form.elements[name + row.dataset.baris];
    }
    var own = figures(save.rowOf(save.pkOf(field)));
    var there = figures(row);
    return there[Math.min(own.indexOf(field), there.length - 1)];
  }
  function move(field, step) {
    var all = rows();
    var at = all.indexOf(save.rowOf(save.pkOf(field)));
    for (var next = at + step; next >= 0 && next < all.length; next += step) {
      var target = sameColumn(field, all[next]);
      if (target && isShown(target)) {
        target.focus();
        if (target.select) target.select();
        return;
      }
    }
  }
  form.addEventListener("keydown", function (event) {
    var field = event.target;
    if (!field.matches("[data-angka], [data-lain]") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    var pk = save.pkOf(field);
    if (event.key === "Escape") {
      var chosen = field.options && field.querySelector("option[selected]");
      field.value = field.options ? (chosen ? chosen.value : "") : field.defaultValue;
      quotient(save.rowOf(pk));
      save.touch(pk);
      if (field.select) field.select();
      return;
    }
    var step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (field.options && event.key !== "Enter")) return;
    event.preventDefault();
    var answer = field.matches("[data-angka]") ? takeWord(field) : "";
    commit(pk);
    if (answer && answer !== "nihil") reasonOf(save.rowOf(pk)).focus();
    else move(field, step);
  });

  /* ── a block from Excel ─────────────────────────────────── */
  /* Rows of cells; a cell with line breaks comes in quotes. */
  function block(text) {
    var lines = [[""]];
    var quoted = false;
    for (var i = 0; i < text.length; i += 1) {
      var letter = text[i];
      var line = lines[lines.length - 1];
      if (quoted) {
        if (letter !== "\"") line[line.length - 1] += letter;
        else if (text[i + 1] === "\"") { line[line.length - 1] += letter; i += 1; }
        else quoted = false;
      } else if (letter === "\"" && line[line.length - 1] === "") quoted = true;
      else if (letter === "\t") line.push("");
      else if (letter === "\n") lines.push([""]);
      else if (letter !== "\r") line[line.length - 1] += letter;
    }
    if (lines.length > 1 && lines[lines.length - 1].join("") === "") lines.pop();
    return lines;
  }
  /* Puts one pasted text into one field; returns why not, or "". */
  function fill(field, text, row) {
    if (field.options) {
      var found = Array.prototype.find.call(field.options, function (option) {
        return option.value && option.value.toLowerCase() === text.toLowerCase();
      });
      if (!found) return "“" + text + "” tidak ada dalam pilihan";
      field.value = found.value;
    } else if (field.matches("[data-angka]")) {
      var plain = text.replace(/^Rp\.?\s*/i, "").replace(/\s*%$/, "").replace(/[\s\u00a0]/g, "");
      if (!/^-?[\d.,]+$/.test(plain)) return "“" + text + "” bukan angka";
      field.value = plain;
    } else {
      field.value = text;
    }
    if (field.matches("[data-angka]")) choiceOf(row).value = "nilai";
    return "";
  }
  /* Columns in the order the eye reads them: figure (or pembilang, penyebut), keterangan, extra columns. */
  function pasteLine(row, cells, first) {
    var pk = row.dataset.baris;
    var note = form.elements["keterangan-" + pk];
    var targets = figures(row).slice(Math.min(first, figures(row).length - 1)).concat(
      note, Array.prototype.slice.call(form.querySelectorAll("tr[data-bawah='" + pk + "'] [data-lain]")));
    var done = { filled: 0, refused: [] };
    var figureCount = targets.indexOf(note);
    cells.forEach(function (cell, index) {
      var text = cell.trim();
      var target = targets[index];
      if (!text) return;
      if (!target) { done.refused.push("kolom " + (index + 1) + " tidak ada di isian"); return; }
      var answer = index < figureCount && WORDS[text.toLowerCase()];
      var why = "";
      if (answer) answerWith(row, answer);
      else if (target === note && ["belum_tersedia", "tidak_berlaku"].indexOf(choiceOf(row).value) >= 0) reasonOf(row).value = text;
      else why = fill(target, text, row);
      if (why) done.refused.push(why); else done.filled += 1;
      if (!why && target === note) note.closest("details").open = Boolean(note.value);
    });
    quotient(row);
    if (done.filled) commit(pk);
    return done;
  }
  form.addEventListener("paste", function (event) {
    var field = event.target;
    var text = event.clipboardData ? event.clipboardData.getData("text/plain").replace(/\r?\n$/, "") : "";
    if (!field.matches("[data-angka]") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    var all = rows();
    var start = all.indexOf(field.closest("tr"));
    var first = figures(all[start]).indexOf(field);
    var filled = 0;
    var refused = [];
    var beyond = 0;
    block(text).forEach(function (cells, index) {
      var row = all[start + index];
      if (!row) { beyond += cells.join("").trim() ? 1 : 0; return; }
      var done = pasteLine(row, cells, first);
      filled += done.filled;
      done.refused.forEach(function (why) { refused.push("indikator " + (start + index + 1) + ": " + why); });
    });
    if (beyond) refused.push(beyond + " baris terakhir tidak punya indikator");
    var place = document.getElementById("tempel-kabar");
    place.hidden = false;
    place.classList.toggle("kabar--awas", refused.length > 0);
    place.textContent = filled + " sel terisi dari tempelan." + (refused.length ? " Tidak diisi: " + refused.slice(0, 5).join("; ") +
      (refused.length > 5 ? "; dan " + (refused.length - 5) + " lainnya." : ".") : "");
  });

  /* ── what others change meanwhile ───────────────────────── */
  var mark = form.dataset.penanda;
  var asking = false;

  function ask() {
    if (asking || document.hidden || !navigator.onLine || form.dataset.berhenti) return;
    asking = true;
    fetch(form.dataset.perubahan + "?sejak=" + mark, { credentials: "same-origin", redirect: "error" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(heard).catch(function () { /* asked again in a while */ }).then(function () { asking = false; });
  }
  function heard(news) {
    if (!news.mengisi) { stop(); return; }
    var isLate = false;
    news.baris.forEach(function (one) {
      var pk = String(one.sel);
      var draft = save.draftOf(pk);
      if (!save.rowOf(pk)) return;
      if (save.isBusy(pk)) isLate = true;
      else if (draft) { if (!draft.konflik && draft.versi !== String(one.versi)) save.send(pk); }
      else if (save.versionOf(pk) !== String(one.versi)) {
        save.put(pk, one.bidang);
        save.keepAsStored(pk, one.bidang);
        save.show(pk, one.html);
        quotient(save.rowOf(pk));
      }
    });
    if (isLate) return;
    mark = news.penanda;
    var count = document.getElementById("jumlah-terjawab");
    if (news.jumlah && count) count.textContent = news.jumlah;
  }
  function stop() {
    form.dataset.berhenti = "1";
    var banner = document.getElementById("antrean-kabar");
    banner.hidden = false;
    banner.textContent = "Isian ini baru saja berpindah meja, jadi tidak dapat diubah lagi dari sini. Muat ulang halaman untuk melihat keadaannya.";
  }
  setInterval(ask, POLL);
  document.addEventListener("visibilitychange", ask);

  save.restore();
  rows().forEach(quotient);
})();
