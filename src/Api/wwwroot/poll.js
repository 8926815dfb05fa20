// Asks again and again, sooner while something changes and later while nothing does.

const soonest = 600, latest = 8000, whenLost = 20000;

/**
 * Calls `load` until it returns false or the signal is aborted.
 * `load` returns what it saw as a string; the same string twice makes the next wait longer.
 */
export async function poll(load, lost, signal) {
  let wait = soonest, seen = null;
  while (!signal.aborted) {
    try {
      const now = await load();
      if (now === false) return;
      wait = now === seen ? Math.min(wait * 1.5, latest) : soonest;
      seen = now;
      lost(null, 0);
    } catch (error) {
      if (signal.aborted) return;
      wait = Math.min(Math.max(wait, 1000) * 2, whenLost);
      lost(error, wait);
    }
    await pause(document.hidden ? Math.max(wait, latest) : wait, signal);
  }
}

/** Waits; ends early when the page comes to the front or the signal is aborted. */
function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const ended = new AbortController();
    const end = () => { clearTimeout(timer); ended.abort(); resolve(); };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { signal: ended.signal });
    document.addEventListener('visibilitychange', end, { signal: ended.signal });
  });
}
