/* Before the first paint: the theme somebody chose on this device. No choice means: follow the device. */
(function () {
  "use strict";
  try {
    var theme = localStorage.getItem("sop-tema");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch (error) { /* storage refused: follow the device */ }
})();
