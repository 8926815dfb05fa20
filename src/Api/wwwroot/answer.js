// The answer with its quotations, or the evidence where no model answered, and the accounts of the run.

import * as api from './api.js';
import { h, name } from './dom.js';
import { table } from './table.js';
import { count, some, verdicts } from './words.js';
import { funnel } from './funnel.js';
import { openPanel } from './panel.js';
import { documentsView } from './documents.js';
import { printWhole } from './print.js';
import { disclosure, costs, facts } from './accounts.js';

/** Everything that a finished run has to show; `request` where a person's word could still send it. */
export async function answerView(ask, answer, status, request, signal) {
  const claims = answer.claims ?? [], evidence = answer.evidence ?? [];
  const open = (number, quotation) => openPanel(ask, number, quotation, evidence);
  return [
    verdict(ask, answer, claims, open),
    request,
    answer.funnel && h('section', { 'aria-labelledby': 'funnel-title' }, h('h2', { id: 'funnel-title' }, 'From the folder to the answer'), funnel(answer.funnel)),
    evidenceView(answer, claims, evidence, open),
    documentsView(ask, answer, signal),
    leftOut(answer.leftOut ?? []),
    disclosure(ask, answer, signal),
    costs(answer),
    facts(ask, answer, status),
  ];
}

function verdict(ask, answer, claims, open) {
  const answered = answer.answered && claims.length > 0;
  return h('section', { class: answered ? 'answer' : 'calm', 'aria-labelledby': 'answer-title' },
    h('div', { class: 'title-row' },
      h('h2', { id: 'answer-title' }, answered ? 'Answer' : (answer.evidence ?? []).length ? 'The evidence, and no answer' : 'No answer'),
      exports(ask)),
    answered && h('ol', { class: 'claims' }, claims.map(claim => claimView(claim, open))),
    h('p', { class: answered ? 'soft' : 'verdict' }, verdicts[answer.outcome] ?? answer.verdict),
    answer.readBy && h('p', { class: 'soft small' }, answer.readBy));
}

function claimView(claim, open) {
  return h('li', null,
    h('p', { class: 'claim' }, claim.text),
    h('ul', { class: 'quotations' }, claim.quotations.map(quotation => h('li', null,
      h('button', { type: 'button', class: 'quotation', onclick: () => open(quotation.evidence, quotation) },
        h('span', { class: 'number' }, h('span', { class: 'heard' }, 'Quotation from evidence '), quotation.evidence),
        h('span', { class: 'quoted' }, h('q', null, quotation.text), h('span', { class: 'source' }, name(quotation.document))))))),
    claim.flags.map(flag => h('p', { class: 'flag' }, flag)));
}

const exports = ask => h('p', { class: 'exports' },
  h('a', { href: api.place(ask, 'report'), target: '_blank', rel: 'noopener' }, 'Report', h('span', { class: 'heard' }, ' (opens in a new tab)')),
  h('a', { href: api.place(ask, 'report'), download: `${ask.id}.html` }, 'Save'),
  h('button', { type: 'button', class: 'plain', onclick: printWhole }, 'Print'));

function evidenceView(answer, claims, evidence, open) {
  if (!evidence.length) return null;
  const quotations = claims.flatMap(claim => claim.quotations);
  return h('section', { 'aria-labelledby': 'evidence-title' },
    h('h2', { id: 'evidence-title' }, 'Evidence'),
    h('p', { class: 'soft' }, answer.answered ? 'What the model was shown, in the documents’ own words.' : 'The passages that matter most, in the documents’ own words.'),
    h('ol', { class: 'evidence' }, evidence.map(item => h('li', null,
      h('article', null,
        h('h3', null, h('span', { class: 'number' }, item.number), ' ', name(item.document)),
        item.about && h('p', { class: 'soft small' }, name(item.about)),
        h('p', { class: 'text' }, marked(item, quotations.filter(quotation => quotation.evidence === item.number))),
        h('p', null, h('button', { type: 'button', class: 'plain', onclick: () => open(item.number, null) }, 'Open in the document', h('span', { class: 'heard' }, `, evidence ${item.number}`))))))));
}

/** The evidence with what the answer quotes of it marked; offsets are UTF-16 units of the document's text, as strings here are. */
function marked(item, quotations) {
  const out = [];
  let at = 0;
  for (const quotation of [...quotations].sort((a, b) => a.start - b.start)) {
    const start = Math.max(at, quotation.start - item.start), end = Math.min(item.text.length, quotation.end - item.start);
    if (end <= start) continue;
    out.push(item.text.slice(at, start), h('mark', null, item.text.slice(start, end)));
    at = end;
  }
  return [...out, item.text.slice(at)];
}

function leftOut(reasons) {
  if (!reasons.length) return null;
  return h('details', { class: 'more' },
    h('summary', null, h('h2', null, 'Close, and left out'), ' ', h('span', { class: 'soft' }, some(reasons.length, 'passage'))),
    table('Passages that were left out', ['Passage', 'Why'], reasons.map(reason => [
      [name(reason.document), reason.end > 0 && h('span', { class: 'soft' }, ` ${count(reason.start)} – ${count(reason.end)}`)], reason.why])));
}
