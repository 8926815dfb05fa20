// The left side: matters, and the questions of the one that is open.

import * as api from './api.js';
import { h, put, name } from './dom.js';
import { some, standing, when } from './words.js';

const place = document.getElementById('matters');
const openStates = new Set(['Pending', 'Running']);
let matters = [], current = {}, asks = [], signal = null, timer = 0;

async function refresh() {
  clearTimeout(timer);
  const mine = signal;
  if (!mine || mine.aborted || !current.matter) return;
  try {
    asks = await api.asks(current.matter, mine);
    if (mine.aborted) return;
    draw();
  } catch { /* the main part says when Lector does not answer */ }
  if (!mine.aborted && asks.some(ask => openStates.has(ask.runtimeStatus))) timer = setTimeout(refresh, 5000);
}

function draw() {
  const focused = document.activeElement?.closest?.('#matters a')?.getAttribute('href');
  put(place,
    h('h2', { class: 'quiet' }, 'Matters'),
    matters.length === 0 && h('p', { class: 'soft small' }, 'None yet.'),
    h('ul', { class: 'matters' }, matters.map(matter => {
      const open = matter.matter === current.matter;
      return h('li', { class: open && 'open' },
        h('a', { href: `#/matters/${encodeURIComponent(matter.matter)}`, 'aria-current': open && !current.ask && 'page' },
          name(matter.name || matter.matter),
          h('span', { class: 'soft small' }, matter.files === undefined || matter.files === null ? some(matter.asks ?? 0, 'question') : some(matter.files, 'file'))),
        open && questions());
    })));
  if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

function questions() {
  return [
    h('a', { class: 'new', href: `#/matters/${encodeURIComponent(current.matter)}` }, 'New question'),
    asks.length === 0 ? h('p', { class: 'soft small none' }, 'Nothing asked yet.') :
      h('ol', { class: 'asks' }, asks.map(ask => {
        const [state, word] = standing(ask, ask.stage);
        return h('li', null, h('a', { href: `#/asks/${encodeURIComponent(ask.id)}`, 'aria-current': ask.id === current.ask && 'page' },
          h('span', { class: 'asked' }, name(ask.question)),
          h('span', { class: 'soft small' }, h('span', { class: `dot ${state}`, 'aria-hidden': 'true' }), word, ask.standing ? ' · standing' : '', ` · ${when(ask.lastUpdatedTime ?? ask.createdTime)}`)));
      })),
  ];
}

export const aside = {
  /** Shows the matters, with one open: by its name, or by an ask of it, which is learnt later. */
  show(all, { matter, ask }, until) {
    const stay = ask ? current.matter : matter;
    if (stay !== current.matter) asks = [];
    [matters, current, signal] = [all, { matter: stay, ask }, until];
    draw();
    return refresh();
  },

  /** An ask told which matter it belongs to. */
  found(matter) {
    if (!matter || current.matter === matter) return;
    current.matter = matter;
    asks = [];
    draw();
    refresh();
  },

  refresh,
  matter: () => current.matter,
};
