/* Enhancement only: shows a button beside text that is made to be copied, where the browser lets a page copy. */
"use strict";

for (const offer of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const source = document.getElementById(offer.dataset.copy);
  const said = offer.querySelector("[role=status]");
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      said.textContent = offer.dataset.copied;
    } catch {
      source.focus();
      source.select();
    }
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
}
