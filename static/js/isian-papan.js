/* The entry grid by keyboard. Tab goes from one field that is filled to the next (figure, reason, answer, extra column), Enter and
   the arrows to the same field of the row below or above. What else a row offers (choice of answer, evidence, details) is reached
   with F2, walked with Tab, and left with Esc or past its end; so every control has its key, and Tab never holds anybody. */
(function () {
  "use strict";

  var line = window.isianBaris;
  var save = window.isianAntrean;
  var answers = window.isianJawaban;
  if (!answers) return;
  var form = line.form;
  var ENTRY = "[data-angka], .hanya-alasan textarea, .jelaskan--terbuka [data-penjelasan], [data-balasan], [data-lain]";
  var CONTROL = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  var isTabbingIn = false;

  function controls(row) {
    return [row, line.belowOf(row.dataset.baris)].reduce(function (found, part) {
      return found.concat(Array.prototype.slice.call(part.querySelectorAll(CONTROL)));
    }, []).filter(line.isShown);
  }
  /* Where no figure is asked for, the choice of the answer is what Tab stops at: else such a row could not be reached. */
  function isEntry(control, row) {
    return control.matches(ENTRY) || (control.matches("[data-jawaban]") && !line.figures(row).some(line.isShown));
  }
  function entries(row) { return controls(row).filter(function (one) { return isEntry(one, row); }); }
  function others(row) { return controls(row).filter(function (one) { return !isEntry(one, row); }); }
  function go(target) {
    if (!target) return false;
    target.focus();
    if (target.matches("[data-angka]") && target.select) target.select();
    return true;
  }

  /* ── up and down ────────────────────────────────────────── */
  function sameColumn(field, row) {
    if (field.matches("[data-lain]")) {
      var name = field.name.slice(0, field.name.lastIndexOf("-") + 1);
      return form.elements[name + row.dataset.baris];
    }
    var own = line.figures(line.rowOf(line.pkOf(field)));
    var there = line.figures(row);
    return there[Math.min(own.indexOf(field), there.length - 1)];
  }
  function move(field, step) {
    var all = line.rows();
    for (var next = all.indexOf(line.rowOf(line.pkOf(field))) + step; next >= 0 && next < all.length; next += step) {
      var target = sameColumn(field, all[next]);
      if (target && line.isShown(target)) { go(target); return; }
    }
  }

  /* ── Tab ────────────────────────────────────────────────── */
  /* The entry of the nearest row in this direction that has one. */
  function beyond(row, step) {
    var all = line.rows();
    for (var next = all.indexOf(row) + step; next >= 0 && next < all.length; next += step) {
      var there = entries(all[next]);
      if (there.length) return step > 0 ? there[0] : there[there.length - 1];
    }
    return null;
  }
  /* Whether the step was taken; at either end of the grid the browser takes it. */
  function tab(control, row, step) {
    var isAmongEntries = isEntry(control, row);
    var ring = isAmongEntries ? entries(row) : others(row);
    var target = ring[ring.indexOf(control) + step];
    if (!target && !isAmongEntries && step < 0 && row !== line.rows()[0]) target = entries(row)[0];
    return go(target || beyond(row, step));
  }
  document.addEventListener("keydown", function (event) { isTabbingIn = event.key === "Tab" && !event.shiftKey; }, true);
  document.addEventListener("pointerdown", function () { isTabbingIn = false; }, true);
  /* Coming from above the grid, the first stop is the first figure and not the choice before it. */
  form.addEventListener("focusin", function (event) {
    var row = event.target.matches("[data-jawaban]") && event.target.closest("tr");
    var isFromGrid = event.relatedTarget && event.relatedTarget.closest("tr[data-baris], tr[data-bawah]");
    if (row && isTabbingIn && !isFromGrid && !isEntry(event.target, row)) go(entries(row)[0]);
    isTabbingIn = false;
  });

  /* ── back to what is stored ─────────────────────────────── */
  function restoreField(field, pk) {
    field.value = line.stored(field);
    answers.quotient(line.rowOf(pk));
    save.touch(pk);
    if (field.select) field.select();
  }
  function restoreAnswer(row) {
    var pk = row.dataset.baris;
    line.fieldsOf(pk).forEach(function (field) { field.value = line.stored(field); });
    delete row.dataset.berganti;
    answers.quotient(row);
    save.touch(pk);
    go(answers.fieldOfAnswer(row) || line.choiceOf(row));
  }
  function escape(control, row) {
    var isChanging = control === line.reasonOf(row) || control === line.choiceOf(row);
    if (control.matches("[data-angka], [data-lain]")) restoreField(control, row.dataset.baris);
    else if (isChanging && "berganti" in row.dataset) restoreAnswer(row);
    else if (!isEntry(control, row)) go(entries(row)[0]);
  }

  form.addEventListener("keydown", function (event) {
    var control = event.target;
    var pk = line.pkOf(control);
    if (!pk || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    var row = line.rowOf(pk);
    var isChoice = control.matches("[data-jawaban]");
    if (event.key === "Escape") { escape(control, row); return; }
    if (event.key === "F2") {
      event.preventDefault();
      go(isEntry(control, row) ? others(row)[0] : entries(row)[0]);
      return;
    }
    if (event.key === "Tab") {
      var isLedOn = isChoice && !event.shiftKey && "berganti" in row.dataset && go(answers.fieldOfAnswer(row));
      if (isLedOn || tab(control, row, event.shiftKey ? -1 : 1)) event.preventDefault();
      return;
    }
    if (isChoice && event.key === "Enter") {
      event.preventDefault();
      if (!go(answers.fieldOfAnswer(row))) go(beyond(row, 1));
      return;
    }
    if (!control.matches("[data-angka], [data-lain]")) return;
    var step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (control.options && event.key !== "Enter")) return;
    event.preventDefault();
    var answer = control.matches("[data-angka]") ? answers.takeWord(control) : "";
    if (answer) answers.answered(row);
    else answers.commit(pk);
    if (answer && answers.needsReason(row)) line.reasonOf(row).focus();
    else move(control, step);
  });
})();
