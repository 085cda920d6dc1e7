/* A block copied from Excel, pasted into the entry grid from the chosen figure downwards. */
(function () {
  "use strict";

  var line = window.isianBaris;
  var answers = window.isianJawaban;
  if (!answers) return;
  var form = line.form;

  /* Rows of cells; a cell with line breaks comes in quotes. */
  function block(text) {
    var lines = [[""]];
    var quoted = false;
    for (var i = 0; i < text.length; i += 1) {
      var letter = text[i];
      var cells = lines[lines.length - 1];
      if (quoted) {
        if (letter !== "\"") cells[cells.length - 1] += letter;
        else if (text[i + 1] === "\"") { cells[cells.length - 1] += letter; i += 1; }
        else quoted = false;
      } else if (letter === "\"" && cells[cells.length - 1] === "") quoted = true;
      else if (letter === "\t") cells.push("");
      else if (letter === "\n") lines.push([""]);
      else if (letter !== "\r") cells[cells.length - 1] += letter;
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
    if (field.matches("[data-angka]")) answers.answerWith(row, "nilai");
    return "";
  }
  /* Columns in the order the eye reads them: figure (or pembilang, penyebut), keterangan, extra columns. */
  function pasteLine(row, cells, first) {
    var pk = row.dataset.baris;
    var note = form.elements["keterangan-" + pk];
    var targets = line.figures(row).slice(Math.min(first, line.figures(row).length - 1)).concat(
      note, Array.prototype.slice.call(form.querySelectorAll("tr[data-bawah='" + pk + "'] [data-lain]")));
    var done = { filled: 0, refused: [] };
    var figureCount = targets.indexOf(note);
    cells.forEach(function (cell, index) {
      var text = cell.trim();
      var target = targets[index];
      if (!text) return;
      if (!target) { done.refused.push("kolom " + (index + 1) + " tidak ada di isian"); return; }
      var answer = index < figureCount ? answers.answerOf(text) : "";
      var why = "";
      if (answer) answers.answerWith(row, answer);
      else if (target === note && answers.needsReason(row)) line.reasonOf(row).value = text;
      else why = fill(target, text, row);
      if (why) done.refused.push(why); else done.filled += 1;
      if (!why && target === note) note.closest("details").open = Boolean(note.value);
    });
    answers.quotient(row);
    if (done.filled) answers.commit(pk);
    return done;
  }
  form.addEventListener("paste", function (event) {
    var field = event.target;
    var text = event.clipboardData ? event.clipboardData.getData("text/plain").replace(/\r?\n$/, "") : "";
    if (!field.matches("[data-angka]") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    var all = line.rows();
    var start = all.indexOf(field.closest("tr"));
    var first = line.figures(all[start]).indexOf(field);
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
})();
