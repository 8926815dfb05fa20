// What is printed is whole: every fold open, and every list as long as it goes.

const whole = 'lector-whole';
let opened = [];

/** Whoever shows only a part of a list: `load` shows all of it, and gives a promise of that. */
export const onWhole = (load, signal) => addEventListener(whole, event => event.detail.push(load()), { signal });

/** Prints the page once all of it is there. */
export async function printWhole() {
  const asked = new CustomEvent(whole, { detail: [] });
  dispatchEvent(asked);
  await Promise.allSettled(asked.detail);
  print();
}

addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('main details:not([open])')];
  for (const fold of opened) fold.open = true;
});
addEventListener('afterprint', () => {
  for (const fold of opened) fold.open = false;
  opened = [];
});
