/* What somebody else changes in the same entry grid meanwhile: asked now and then, and put into rows nobody here is writing in. */
(function () {
  "use strict";

  var line = window.isianBaris;
  var save = window.isianAntrean;
  var answers = window.isianJawaban;
  if (!answers) return;
  var form = line.form;
  var POLL = 15000; /* milliseconds */
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
      if (!line.rowOf(pk)) return;
      if (save.isBusy(pk)) isLate = true;
      else if (draft) { if (!draft.konflik && draft.versi !== String(one.versi)) save.send(pk); }
      else if (line.versionOf(pk) !== String(one.versi)) {
        line.put(pk, one.bidang);
        line.keepAsStored(pk, one.bidang);
        line.show(pk, one.html);
        answers.quotient(line.rowOf(pk));
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
})();
