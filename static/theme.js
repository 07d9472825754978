// Light, dark or as the device says. In the head and before the first paint: no flash of the other one.

(() => {
  const device = matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("theme") ?? "auto";
    } catch {
      return "auto"; // storage is closed to this page
    }
  }

  function apply() {
    const theme = chosen();
    const dark = theme === "dark" || (theme === "auto" && device.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    for (const button of document.querySelectorAll("button[data-theme]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-theme") === theme));
    }
  }

  apply();
  device.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("pageshow", apply);
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.bsTheme = "light";
  });
  addEventListener("afterprint", apply);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-theme]");
    if (!button) return;
    try {
      localStorage.setItem("theme", button.getAttribute("data-theme") ?? "auto");
    } catch {
      return;
    }
    apply();
  });
})();
