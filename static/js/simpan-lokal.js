/* Nothing typed is lost: a form with data-simpan keeps its fields in this browser until the server has them.
   Key = user + address + name of the form, so another person at the same desk never sees them. Passwords and files are never kept. */
(function () {
  "use strict";

  var PREFIX = "sop-isian:";
  var meta = document.querySelector("meta[name=pengguna]");
  var user = meta ? meta.content : "";
  var WEEK = 7 * 24 * 3600 * 1000;

  function store() {
    try { return window.localStorage; } catch (error) { return null; }
  }
  var box = store();
  if (!box) return;

  /* Logged out (or sent to the log-in by a press on Keluar): forget everything that person left here. */
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-keluar]")) return;
    Object.keys(box).forEach(function (key) {
      if (key.indexOf(PREFIX + user + ":") === 0) box.removeItem(key);
    });
  }, true);

  /* Where a post ends decides. The log-in page and error pages carry no user: the text stays for the next visit of the form.
     A page of ours without an error means the server has it. */
  var SENT = "sop-terkirim";
  var refused = document.querySelector(".ringkasan-galat, .kabar--galat") !== null;
  var sent = box.getItem(SENT);
  var echoed = refused ? sent : null; /* a refusal shows the form again with all that was typed in it */
  if (sent) {
    box.removeItem(SENT);
    if (user && !refused && sent.indexOf(PREFIX + user + ":") === 0) box.removeItem(sent);
  }
  if (!user) return;

  function keyOf(form) {
    return PREFIX + user + ":" + location.pathname + ":" + (form.dataset.simpan || "isian");
  }

  function fieldsOf(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && !field.disabled && field.name !== "csrfmiddlewaretoken" &&
        ["hidden", "password", "file", "submit", "button"].indexOf(field.type) < 0 && !field.hasAttribute("data-jangan-simpan");
    });
  }

  function read(form) {
    var values = {};
    fieldsOf(form).forEach(function (field) {
      var list = values[field.name] || (values[field.name] = []);
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) list.push(field.value); }
      else if (field.multiple && field.options) {
        Array.prototype.forEach.call(field.selectedOptions, function (option) { list.push(option.value); });
      } else list.push(field.value);
    });
    return values;
  }

  function write(form, values) {
    var next = {};
    fieldsOf(form).forEach(function (field) {
      var list = values[field.name];
      if (!list) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = list.indexOf(field.value) >= 0;
      else if (field.multiple && field.options) {
        Array.prototype.forEach.call(field.options, function (option) { option.selected = list.indexOf(option.value) >= 0; });
      } else {
        var index = next[field.name] || 0;
        next[field.name] = index + 1;
        if (index < list.length) field.value = list[index];
      }
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function notice(form, saved) {
    var old = form.querySelector(".kabar-pulih");
    if (old) old.remove();
    var line = document.createElement("div");
    line.className = "kabar kabar-pulih";
    line.setAttribute("role", "status");
    var text = document.createElement("p");
    var hour = new Date(saved).toLocaleString("id-ID", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    text.textContent = "Isian Anda dari " + hour + " yang belum terkirim sudah dipulihkan. Periksa, lalu kirim. ";
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-tenang";
    button.textContent = "Buang isian itu";
    button.addEventListener("click", function () {
      box.removeItem(keyOf(form));
      form.dataset.bersih = "1";
      location.reload();
    });
    text.appendChild(button);
    line.appendChild(text);
    form.prepend(line);
  }

  document.querySelectorAll("form[data-simpan]").forEach(function (form) {
    var key = keyOf(form);
    var before = read(form);
    var first = JSON.stringify(before);
    var kept = null;
    try { kept = JSON.parse(box.getItem(key)); } catch (error) { box.removeItem(key); }

    if (kept && Date.now() - kept.saved > WEEK) { box.removeItem(key); kept = null; }
    /* A field the server has just added (a question it asks back) is no difference. */
    var differs = kept && Object.keys(kept.values).some(function (name) {
      return name in before && JSON.stringify(kept.values[name]) !== JSON.stringify(before[name]);
    });
    if (differs && key !== echoed) {
      write(form, kept.values);
      notice(form, kept.saved);
    }

    var timer = null;
    function save() {
      var now = read(form);
      if (JSON.stringify(now) === first && !refused) { box.removeItem(key); return; }
      try {
        box.setItem(key, JSON.stringify({ saved: Date.now(), values: now }));
      } catch (error) { /* storage full: the form itself still holds the text */ }
      var sign = form.querySelector("[data-tersimpan]");
      if (sign) {
        sign.textContent = "Disimpan di peramban ini " +
          new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
      }
    }
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 400); });
    form.addEventListener("change", function () { clearTimeout(timer); timer = setTimeout(save, 400); });
    form.addEventListener("submit", function () {
      clearTimeout(timer);
      save();
      box.setItem(SENT, key);
    });
    window.addEventListener("pagehide", function () {
      if (timer && !form.dataset.bersih) { clearTimeout(timer); save(); }
    });
  });
})();
