"use strict";
// The console works without this. With it, what went wrong is read out and in sight, and a form is sent once.
(() => {
  document.documentElement.classList.add("scripted");
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000); // ms; a network that lost it may be tried again
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
})();
