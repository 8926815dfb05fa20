// What left the house, span by span; what it cost; how it was made.

import * as api from './api.js';
import { h, put, name } from './dom.js';
import { onWhole } from './print.js';
import { table } from './table.js';
import { count, some, when, key, kinds } from './words.js';

// A reader elsewhere has a row for every passage: the page shows the beginning.
const most = 500;

/** The sentences of the ledger, and its rows on demand. */
export function disclosure(ask, answer, signal) {
  const rows = h('div', { class: 'list' });
  let loaded = false;
  const load = async () => {
    if (loaded) return;
    loaded = true;
    try {
      put(rows, spansOf(await api.ledger(ask, signal)), h('p', null, h('a', { href: api.place(ask, 'ledger'), download: 'ledger.jsonl' }, 'Save the ledger')));
    } catch (error) {
      loaded = false;
      put(rows, h('p', { class: 'problem', role: 'alert' }, error.message));
    }
  };
  const spans = h('details', { ontoggle: () => spans.open && load() }, h('summary', null, 'Span by span'), rows);
  onWhole(load, signal);
  return h('section', { 'aria-labelledby': 'left-title' },
    h('h2', { id: 'left-title' }, 'What left the house'),
    (answer.disclosure ?? []).map((line, i) => h('p', { class: i > 0 && 'soft small' }, line)),
    spans);
}

function spansOf(text) {
  const entries = text.split('\n').filter(Boolean).map(line => JSON.parse(line)).map(row => ({ ...row, ...row.entry }));
  const all = entries.filter(entry => entry.kind !== 'begun'), told = all.slice(0, most);
  if (!told.length) return h('p', { class: 'soft' }, 'The ledger is empty: no request was prepared.');
  return [all.length > most && h('p', { class: 'soft small' }, `The first ${count(most)} of ${some(all.length, 'row')}; the saved ledger has them all.`), h('div', { class: 'tall', tabindex: 0, role: 'region', 'aria-label': 'Ledger' },
    table('The ledger, row by row', ['#Row', 'What', 'Of', '#Bytes'], told.map(entry => {
      const [what, of, bytes] = describe(entry);
      return [count(entry.row), what, of, bytes === undefined ? '' : count(bytes)];
    })))];
}

function describe(entry) {
  switch (entry.kind) {
    case 'request':
      return [h('strong', null, 'Request prepared'), [`${entry.destination?.address ?? ''} · ${entry.destination?.model ?? ''}`, note(`${entry.destination?.operator ?? ''}; ${entry.destination?.retention ?? ''}; body SHA-256 ${short(entry.bodySha256)}`)], entry.bodyBytes];
    case 'part':
      return [h('span', { class: `part ${key(entry.what)}` }, kinds[key(entry.what)]?.[0] ?? entry.what),
        [entry.document && name(entry.document), entry.start !== undefined && entry.start !== null && ` characters ${count(entry.start)} – ${count(entry.end)}`, note([entry.reason, `at byte ${count(entry.offset)}`, `SHA-256 ${short(entry.sha256)}`].filter(Boolean).join('; '))], entry.length];
    case 'attempt':
      return [h('strong', null, { begun: 'About to be sent', sent: 'Sent', outcomeUnknown: 'Outcome unknown', notSent: 'Not sent', handCarried: 'Carried by hand' }[entry.state] ?? entry.state), `${when(entry.at)}${entry.note ? ` · ${entry.note}` : ''}`];
    case 'reader':
      return [h('strong', null, 'Reader elsewhere'), `${entry.operator}; ${entry.zone}; ${entry.retention}`];
    case 'envelope':
      return ['Around each passage', note(`question, reader’s instructions; SHA-256 ${short(entry.sha256)}`), entry.bytes];
    case 'passage':
      return [h('span', { class: 'part documentText' }, 'Passage to the reader'), [name(entry.document), ` characters ${count(entry.start)} – ${count(entry.end)}`], entry.length];
    default:
      return [entry.kind ?? '', ''];
  }
}

const note = text => h('span', { class: 'soft small note-line' }, text);
const short = hash => hash ? `${hash.slice(0, 12)}…` : '';

/** What it cost, with the other ways. */
export function costs(answer) {
  const [first, ...rest] = answer.cost ?? [];
  if (!first) return null;
  return h('section', { 'aria-labelledby': 'cost-title' },
    h('h2', { id: 'cost-title' }, 'What it cost'),
    h('p', null, first),
    rest.length > 0 && h('details', null, h('summary', null, 'Line by line, and what other ways would have cost'), h('ul', { class: 'lines' }, rest.map(line => h('li', null, line)))));
}

/** How the run was made. */
export function facts(ask, answer, status) {
  const told = [...(answer.facts ?? []), ...(answer.withheld ? [{ name: 'Withheld', value: typeof answer.withheld === 'number' ? `${some(answer.withheld, 'claim')}: no quotation stands in the evidence` : some(answer.withheld.length, 'claim') }] : []), { name: 'Run', value: status.instanceId }];
  return h('details', { class: 'more' }, h('summary', null, h('h2', null, 'How this was made')),
    h('dl', { class: 'facts' }, told.map(fact => [h('dt', null, fact.name), h('dd', null, fact.value)])));
}
