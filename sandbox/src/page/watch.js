// Asks whether the payment is over, shows how long it can still be made, and moves on.
const ASK_EVERY_MS = 1000;
const { watched } = document.documentElement.dataset;
const left = document.querySelector('[data-left]');

async function ask() {
  try {
    const state = await (await fetch(watched)).json();
    if (left && typeof state.seconds_left === 'number') {
      const seconds = String(state.seconds_left % 60).padStart(2, '0');
      left.textContent = `${Math.floor(state.seconds_left / 60)}:${seconds}`;
    }
    if (state.over) {
      const target = state.leave && new URL(state.leave);
      if (target && ['http:', 'https:'].includes(target.protocol)) location.replace(target);
      else location.reload();
      return;
    }
  } catch {
    // The sandbox may be starting again.
  }
  setTimeout(ask, ASK_EVERY_MS);
}

void ask();
