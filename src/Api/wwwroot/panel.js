// The document beside the answer: its text as text, the passage marked and in view.

import * as api from './api.js';
import { h, put, name } from './dom.js';
import { count } from './words.js';

const panel = document.getElementById('panel');
let opened = 0;

panel.addEventListener('click', event => { if (event.target === panel) panel.close(); });
panel.addEventListener('close', () => { opened++; put(panel); document.body.classList.remove('reading'); });

/** Opens the document of a piece of evidence at a quotation, or at the whole passage. */
export async function openPanel(ask, number, quotation, evidence) {
  const mine = ++opened;
  const known = evidence.find(item => item.number === number);
  const body = h('div', { class: 'panel-body' }, h('p', { class: 'soft', role: 'status' }, 'Opening …'));
  const close = h('button', { type: 'button', class: 'close', onclick: () => panel.close() }, 'Close');
  const move = h('p', { class: 'moves' });
  put(panel,
    h('header', null,
      h('div', null,
        h('p', { class: 'quiet' }, `Evidence ${number}`),
        h('h2', { id: 'panel-title' }, name(known?.document ?? quotation?.document ?? 'Document')),
        known?.about && h('p', { class: 'soft small' }, name(known.about))),
      close),
    move, body);
  document.body.classList.add('reading');
  panel.showModal();
  close.focus();
  try {
    const document = await api.evidence(ask, number);
    if (mine === opened) show(document, quotation, body, move);
  } catch (error) {
    if (mine === opened) put(body, h('p', { class: 'problem', role: 'alert' }, error.message));
  }
}

function show(document, quotation, body, move) {
  const base = document.from ?? 0;
  const cited = merged([...(document.highlights ?? []), ...(quotation ? [quotation] : [])]);
  const marks = [];
  const pre = h('pre', { class: 'document', tabindex: 0, role: 'region', 'aria-label': 'Text of the document' });
  const text = document.text;
  let at = 0;
  const clip = offset => Math.min(text.length, Math.max(0, offset - base));
  const [start, end] = [clip(document.start), clip(document.end)];
  // Boundaries of the passage and of every quotation cut the text; each piece knows what it is.
  const cuts = [...new Set([0, start, end, ...cited.flatMap(range => [clip(range.start), clip(range.end)]), text.length])].sort((a, b) => a - b);
  for (const next of cuts) {
    if (next <= at) continue;
    const piece = text.slice(at, next), place = at + base;
    const quote = cited.find(range => place >= range.start && place < range.end);
    if (quote) {
      const mark = h('mark', null, piece);
      if (clip(quote.start) === at) marks.push(mark);
      pre.append(mark);
    } else pre.append(at >= start && at < end ? h('span', { class: 'passage' }, piece) : h('span', { class: 'around' }, piece));
    at = next;
  }
  const whole = document.length ?? text.length;
  put(body, text.length < whole && h('p', { class: 'soft small' }, `The document is long: characters ${count(base)} – ${count(base + text.length)} of ${count(whole)} are shown.`), pre);
  const passage = pre.querySelector('.passage, mark');
  let current = quotation ? Math.max(0, marks.findIndex((_, i) => cited[i].start <= quotation.start && quotation.end <= cited[i].end)) : 0;
  const one = marks.length > 1 || quotation !== null;
  const go = step => {
    current = (current + step + marks.length) % marks.length;
    marks.forEach((mark, i) => mark.classList.toggle('current', one && i === current));
    bring(pre, marks[current]);
    if (marks.length > 1) said.textContent = `Quotation ${current + 1} of ${marks.length}`;
  };
  const said = h('span', { role: 'status' });
  if (marks.length > 1) put(move,
    h('button', { type: 'button', onclick: () => go(-1) }, 'Previous'), h('button', { type: 'button', onclick: () => go(1) }, 'Next'), said);
  if (marks.length) go(0);
  else if (passage) bring(pre, passage);
}

/** Scrolls the text, and only the text, until the mark stands in its upper third. */
function bring(pre, mark) {
  const [outer, inner] = [pre.getBoundingClientRect(), mark.getBoundingClientRect()];
  pre.scrollTop += inner.top - outer.top - outer.height / 3;
}

function merged(ranges) {
  const out = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}
