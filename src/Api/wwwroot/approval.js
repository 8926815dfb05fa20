// What is about to leave: the exact bytes, coloured by what they disclose, and the word that sends them.

import { h, put, name } from './dom.js';
import { table } from './table.js';
import { count, some, key, kinds } from './words.js';

const states = {
  awaitingApproval: ['This is about to leave', 'Nothing has been sent. With your word, one request goes to the address below: these bytes and no others.', 'Approve and send'],
  prepared: ['Prepared, and not sent', 'With your word, one request goes to the address below: these bytes and no others.', 'Approve and send'],
  refused: ['It was not answered', 'The service refused the request or was too busy for it. With your word it is sent once more.', 'Send it again'],
  unknown: ['Nobody knows whether this arrived', 'The connection broke after the request had gone out. The model may have done the work, and it may be charged. Sent again, it may be paid twice.', 'Send it again'],
};

/** The request, with what a person can do about it: `approve` takes the word's body, `stop` may be left out. */
export function approval(request, { approve, stop }) {
  const [title, meaning, go] = states[request.state] ?? states.prepared;
  const parts = stretches(request);
  const problem = h('p', { role: 'alert', class: 'problem', hidden: true });
  const send = h('button', { type: 'button', class: 'first', onclick: () => act(() => approve({ sendAgain: request.mustSayAgain === true, requestSha256: request.sha256 })) }, go);
  const halt = stop && h('button', { type: 'button', onclick: () => act(stop) }, 'Stop, send nothing');
  const text = h('pre', { class: 'bytes', tabindex: 0, role: 'region', 'aria-label': 'The request, byte for byte' });
  draw(false);

  return h('section', { class: 'approval', 'aria-labelledby': 'approval-title' },
    h('h2', { id: 'approval-title', tabindex: -1 }, title),
    h('p', null, meaning),
    h('dl', { class: 'facts' }, destination(request),
      h('dt', null, 'Size'), h('dd', null, some(request.bytes, 'byte'), request.estimatedTokens ? `, about ${some(request.estimatedTokens, 'token')}` : '')),
    shares(parts),
    passages(parts),
    h('div', { class: 'bytes-head' },
      h('h3', null, 'The request'),
      h('label', { class: 'inline' }, h('input', { type: 'checkbox', onchange: event => draw(event.target.checked) }), ' easier to read: with line breaks, without escapes')),
    text,
    request.sha256 && h('p', { class: 'soft small' }, 'SHA-256 ', h('code', null, request.sha256)),
    problem,
    h('p', { class: 'act' }, send, halt));

  function draw(easy) {
    put(text, parts.map(part => h('span', { class: `part ${part.kind}`, title: [kinds[part.kind]?.[0], part.document].filter(Boolean).join(': ') }, easy ? unescaped(part.exact) : part.exact)));
  }

  async function act(what) {
    problem.hidden = true;
    send.disabled = true;
    if (halt) halt.disabled = true;
    try {
      await what();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = error.message;
      send.disabled = false;
      if (halt) halt.disabled = false;
    }
  }
}

/** The body cut into its parts by their byte offsets; what no part covers, or a cut inside a character, is shown all the same. */
function stretches(request) {
  const bytes = new TextEncoder().encode(request.body), read = new TextDecoder();
  const out = [];
  let at = 0;
  const plain = (from, to) => { if (to > from) out.push({ kind: 'instructions', bytes: to - from, exact: read.decode(bytes.subarray(from, to)) }); };
  for (const part of request.parts ?? []) {
    if (part.offset === undefined || part.offset < at) continue;
    plain(at, part.offset);
    at = part.offset + part.length;
    out.push({ ...part, kind: key(part.kind), bytes: part.length, exact: read.decode(bytes.subarray(part.offset, at)) });
  }
  plain(at, bytes.length);
  return out;
}

/** JSON's escapes read; for the eye only. */
const unescaped = text => text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, what) => ({ n: '\n', t: '\t', r: '', b: '', f: '' })[what] ?? (what[0] === 'u' && what.length === 5 ? String.fromCharCode(parseInt(what.slice(1), 16)) : what));

function destination({ destination: to, model }) {
  const rows = [['To', to?.address], ['Model', model], ['Run by', to?.operator], ['Where', to?.zone], ['Kept', to?.retention], ['Through', to?.proxy], ['Terms', to?.terms]];
  return rows.filter(([, value]) => value).map(([title, value]) => [h('dt', null, title), h('dd', null, value)]);
}

/** How much of each kind there is. */
function shares(parts) {
  return h('ul', { class: 'shares' }, Object.entries(kinds).map(([kind, [title, about]]) => {
    const of = parts.filter(part => part.kind === kind);
    const documents = new Set(of.map(part => part.document)).size;
    return h('li', { class: `share ${kind}` },
      h('strong', null, title),
      h('span', { class: 'amount' }, some(of.reduce((sum, part) => sum + part.bytes, 0), 'byte')),
      h('span', { class: 'soft small' }, kind === 'documentText' ? `${some(of.length, 'passage')} of ${some(documents, 'document')}` : about));
  }));
}

/** Which documents, and how much of each. */
function passages(parts) {
  const texts = parts.filter(part => part.kind === 'documentText');
  if (!texts.length) return null;
  return table('Passages in the request', ['Passage of', '#From – to', '#Characters'],
    texts.map(part => [name(part.document ?? ''), `${count(part.start)} – ${count(part.end)}`, count(part.characters)]));
}
