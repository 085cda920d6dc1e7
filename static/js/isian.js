/* The answer of one row: a word typed instead of a figure, the choice and the field it leads to, the live quotient.
   Saving itself is isian-antrean.js. */
(function () {
  "use strict";

  var line = window.isianBaris;
  var save = window.isianAntrean;
  if (!save) return;
  var form = line.form;
  var WORDS = { "nihil": "nihil", "belum tersedia": "belum_tersedia", "tidak berlaku": "tidak_berlaku" };
  var WITH_REASON = ["belum_tersedia", "tidak_berlaku"];
  var isByKey = false;

  function commit(pk) {
    save.touch(pk);
    save.send(pk);
  }
  /* The answer a word stands for, or "". */
  function answerOf(text) { return WORDS[text.trim().toLowerCase().replace(/[_\s]+/g, " ")] || ""; }
  function needsReason(row) { return WITH_REASON.indexOf(line.choiceOf(row).value) >= 0; }
  /* What was said about the answer before no longer stands there; the server says the new one's. */
  function answerWith(row, answer) {
    line.choiceOf(row).value = answer;
    if (answer !== "nilai") line.figures(row).forEach(function (field) { field.value = ""; });
    if (answer !== line.stored(line.choiceOf(row))) row.dataset.berganti = "";
    else delete row.dataset.berganti;
    quotient(row);
  }
  /* A word typed where the figure goes is the answer itself. Returns that answer, or "". */
  function takeWord(field) {
    var answer = field.options ? "" : answerOf(field.value);
    if (answer) answerWith(field.closest("tr"), answer);
    return answer;
  }
  /* A reason still to be written: the row is kept in the browser and goes out when it is left, so that nothing is missing before. */
  function waitsForReason(row) { return needsReason(row) && !line.reasonOf(row).value.trim(); }
  /* The field the chosen answer is written in; nihil has none. */
  function fieldOfAnswer(row) {
    return needsReason(row) ? line.reasonOf(row) : line.figures(row).filter(line.isShown)[0];
  }
  function answered(row) {
    if (waitsForReason(row)) save.touch(row.dataset.baris);
    else commit(row.dataset.baris);
  }

  form.addEventListener("input", function (event) {
    var pk = line.pkOf(event.target);
    if (!pk) return;
    if (event.target.closest("[data-bagi]")) quotient(event.target.closest("tr"));
    save.touch(pk);
  });
  form.addEventListener("change", function (event) {
    var field = event.target;
    var pk = line.pkOf(field);
    if (!pk) return;
    var row = line.rowOf(pk);
    if (field.matches("[data-jawaban]")) {
      answerWith(row, field.value);
      var next = fieldOfAnswer(row);
      /* With arrow keys the eye is still on the list: there Enter or Tab leads on. */
      if (!isByKey && next) next.focus();
      answered(row);
      return;
    }
    var answer = field.matches("[data-angka]") ? takeWord(field) : "";
    if (answer && needsReason(row)) setTimeout(function () { line.reasonOf(row).focus(); });
    if (answer) answered(row);
    else commit(pk);
  });
  form.addEventListener("pointerdown", function () { isByKey = false; });
  form.addEventListener("keydown", function () { isByKey = true; }, true);
  /* Left for another row, or for the page around: what was held back goes out, and the server names what is missing. */
  form.addEventListener("focusout", function (event) {
    var pk = line.pkOf(event.target);
    if (!pk || !save.draftOf(pk)) return;
    var row = line.rowOf(pk);
    var isReason = event.target === line.reasonOf(row);
    if (!isReason && event.target !== line.choiceOf(row)) return;
    if (!waitsForReason(row) || !document.hasFocus()) return;
    if (event.relatedTarget && event.relatedTarget === (isReason ? line.choiceOf(row) : line.reasonOf(row))) return;
    if (isReason) commit(pk);
    else setTimeout(function () { if (document.activeElement !== line.reasonOf(row)) commit(pk); });
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
    var parts = line.figures(row).map(function (field) { return number(field.value); });
    var value = parts[0] / parts[1] * Number(box.dataset.pengali);
    var digits = Number(box.dataset.desimal);
    box.querySelector("[data-hasil-bagi]").textContent = isFinite(value) ?
      "= " + value.toLocaleString("id-ID", { minimumFractionDigits: digits, maximumFractionDigits: digits }) : "";
  }

  line.rows().forEach(quotient);
  window.isianJawaban = {
    commit: commit, answered: answered, answerOf: answerOf, answerWith: answerWith, takeWord: takeWord, needsReason: needsReason,
    fieldOfAnswer: fieldOfAnswer, quotient: quotient
  };
})();
