"use strict";
(() => {
  const slider = document.getElementById("month");
  if (slider) {
    const data = JSON.parse(document.getElementById("data").textContent);
    const rows = document.querySelectorAll(".month li");
    const cursor = document.getElementById("cursor");
    const said = document.getElementById("chosen");
    const whole = new Intl.NumberFormat(data.lang);
    const tenth = new Intl.NumberFormat(data.lang, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    const show = () => {
      const month = Number(slider.value);
      const stand = data.stands[month];
      const total = stand.reduce((sum, n) => sum + n, 0);
      rows.forEach((row, i) => {
        // Half up, as the tables round: whole numbers, so that no fraction is a hair too small.
        const share = total ? Math.floor((2000 * stand[i] + total) / (2 * total)) / 10 : 0;
        row.querySelector("i").style.width = `${share}%`;
        row.querySelector("b").textContent = whole.format(stand[i]);
        row.querySelector(".share").textContent = total ? `${tenth.format(share)}%` : "-";
      });
      cursor.style.left = `${data.places[month]}%`;
      said.textContent = `${data.days[month]}: ${whole.format(total)} ${data.people}`;
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    slider.addEventListener("input", show);
    slider.parentElement.hidden = false;
    show();
  }

  // On paper every table is open.
  const details = document.querySelectorAll("details");
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...details].filter((one) => !one.open);
    closed.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((one) => (one.open = false)));
})();
