// Every document of the run with what became of it, and why; a page at a time.

import * as api from './api.js';
import { h, put, say, name } from './dom.js';
import { onWhole } from './print.js';
import { table } from './table.js';
import { count, day, some, key, outcomes } from './words.js';

// A page on the screen; in print, as many as the API gives at once.
const page = 25, most = 1000;

/** The list; it opens on what nobody has looked into, where there is any. */
export function documentsView(ask, answer, signal) {
  const counts = answer.funnel?.documents ?? {};
  let limit = page, outcome = ['unreadable', 'failed', 'setAside'].find(value => counts[value] > 0) ?? '', offset = 0;
  const list = h('div', { class: 'list' }), heard = h('p', { class: 'heard', role: 'status' });
  const choices = [['', 'All', counts.total], ...Object.entries(outcomes).map(([value, title]) => [value, title, counts[value]])];
  const buttons = choices.map(([value, title, number]) => h('button', { type: 'button', 'aria-pressed': String(value === outcome), onclick: () => choose(value) }, title, ' ', h('span', { class: 'figure' }, count(number))));
  load();
  onWhole(() => {
    [outcome, offset, limit] = ['', 0, most];
    press();
    return load();
  }, signal);
  return h('section', { 'aria-labelledby': 'documents-title', class: 'documents' },
    h('h2', { id: 'documents-title' }, 'Documents'),
    h('p', { class: 'soft' }, 'Nothing is dropped silently: every document is in one of four lists.'),
    h('div', { class: 'choices', role: 'group', 'aria-label': 'Which documents' }, buttons),
    heard, list);

  function choose(value) {
    [outcome, offset, limit] = [value, 0, page];
    press();
    load().then(() => say(heard, list.querySelector('.pager .soft')?.textContent ?? list.querySelector('caption')?.textContent ?? 'None.'));
  }

  function press() {
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(choices[i][0] === outcome)));
  }

  async function load() {
    const mine = `${outcome} ${offset} ${limit}`;
    list.setAttribute('aria-busy', 'true');
    try {
      const found = await api.documents(ask, { outcome, offset, limit }, signal);
      if (signal.aborted || mine !== `${outcome} ${offset} ${limit}`) return;
      const rows = found.rows;
      put(list, rows.length ? listed(rows) : h('p', { class: 'soft' }, 'None.'), pager(found.total, rows.length));
    } catch (error) {
      if (!signal.aborted) put(list, h('p', { class: 'problem', role: 'alert' }, error.message));
    }
    list.removeAttribute('aria-busy');
  }

  function pager(total, shown) {
    if (total <= limit) return null;
    const turn = to => () => { offset = to; load().then(() => list.querySelector('.pager button:not(:disabled)')?.focus()); };
    return h('p', { class: 'pager' },
      h('button', { type: 'button', disabled: offset === 0, onclick: turn(Math.max(0, offset - limit)) }, 'Previous'),
      h('span', { class: 'soft' }, `${count(offset + 1)} – ${count(offset + shown)} of ${count(total)}`),
      h('button', { type: 'button', disabled: offset + shown >= total, onclick: turn(offset + limit) }, 'Next'));
  }
}

function listed(rows) {
  const scored = rows.some(row => row.score !== undefined && row.score !== null);
  return table(some(rows.length, 'document'), ['Document', 'What became of it', ...(scored ? ['#Score'] : [])], rows.map(row => {
    const became = key(row.outcome), from = [row.sender, row.date && day(row.date)].filter(Boolean).join(' · ');
    return [
      [name(row.path), from && h('span', { class: 'soft small note-line' }, name(from))],
      [h('span', { class: `outcome ${became}` }, outcomes[became] ?? row.outcome), row.reason && ` ${row.reason}`],
      ...(scored ? [row.score === undefined || row.score === null ? '' : row.score.toFixed(3)] : []),
    ];
  }));
}
